"""Why a file cannot be read at all. A row that is wrong is not an error: it is a finding (`rules`)."""

from __future__ import annotations

from registry.errors import RegistryError
from registry.texts import Text


class IntakeRefusal(RegistryError):
    """The file was refused before any row was judged; nothing was kept from it."""

    code = "intake_refused"
    text = Text("No pudimos leer el archivo.", "We could not read the file.")


class NotAWorkbook(IntakeRefusal):
    """Neither XLSX nor CSV; ``found`` says what it looks like."""

    code = "not_a_workbook"
    text = Text(
        "El archivo no es un libro de Excel ni un CSV: parece {found}. Guarde la lista como .xlsx o "
        ".csv y súbala de nuevo.",
        "The file is neither an Excel workbook nor a CSV: it looks like {found}. Save the list as "
        ".xlsx or .csv and upload it again.",
    )


class OldWorkbook(IntakeRefusal):
    """The binary .xls of Excel 97–2003."""

    code = "old_workbook"
    text = Text(
        "El archivo usa el formato antiguo de Excel (.xls). Ábralo y guárdelo como «Libro de Excel (.xlsx)».",
        "The file is in the old Excel format (.xls). Open it and save it as “Excel Workbook (.xlsx)”.",
    )


class EncryptedWorkbook(IntakeRefusal):
    """A workbook with an opening password."""

    code = "encrypted_workbook"
    text = Text(
        "El libro tiene contraseña de apertura. Quite la contraseña (Archivo, Información, Proteger "
        "libro) y súbalo de nuevo.",
        "The workbook needs a password to open. Remove it (File, Info, Protect Workbook) and upload the file again.",
    )


class DamagedFile(IntakeRefusal):
    """Truncated or corrupted."""

    code = "damaged_file"
    text = Text(
        "El archivo está incompleto o dañado. Ábralo en su computadora, guárdelo otra vez y súbalo de nuevo.",
        "The file is incomplete or damaged. Open it on your computer, save it once more and upload it again.",
    )


class UnsafeXml(IntakeRefusal):
    """The workbook declares XML entities or a document type, which no spreadsheet program writes."""

    code = "unsafe_xml"
    text = Text(
        "El libro contiene instrucciones que ningún programa de hojas de cálculo escribe. Copie la "
        "lista a un libro nuevo y súbalo.",
        "The workbook contains instructions that no spreadsheet program writes. Copy the list to a "
        "new workbook and upload that.",
    )


class FileTooLarge(IntakeRefusal):
    """Over the limit in bytes."""

    code = "file_too_large"
    kind = "too_large"
    text = Text(
        "El archivo pesa más de {limit} MB. Divida la lista en varios archivos.",
        "The file is over {limit} MB. Split the list into several files.",
    )


class ExpandsTooMuch(IntakeRefusal):
    """A workbook is a compressed archive; this one grows beyond what a list of people needs."""

    code = "expands_too_much"
    kind = "too_large"
    text = Text(
        "Al descomprimirse, el libro crece más de lo que puede crecer una lista de personas. Copie "
        "solo la lista a un libro nuevo.",
        "Once unpacked, the workbook grows beyond what a list of people can. Copy only the list to a new workbook.",
    )


class TooManyRows(IntakeRefusal):
    """Over the limit in rows."""

    code = "too_many_rows"
    kind = "too_large"
    text = Text(
        "El archivo tiene más de {limit} filas. Divida la lista en varios archivos.",
        "The file has more than {limit} rows. Split the list into several files.",
    )


class TooManyColumns(IntakeRefusal):
    """Over the limit in columns."""

    code = "too_many_columns"
    text = Text(
        "La fila {row} llega a más de {limit} columnas. Deje solo las columnas de la lista.",
        "Row {row} goes beyond {limit} columns. Keep only the columns of the list.",
    )


class CellTooLong(IntakeRefusal):
    """A cell holds more text than a spreadsheet can."""

    code = "cell_too_long"
    text = Text(
        "En la fila {row} hay una celda con más de {limit} caracteres; quizá falta cerrar unas comillas antes de ella.",
        "A cell in row {row} holds more than {limit} characters; a quotation mark may be left open before it.",
    )


class RowTooLong(IntakeRefusal):
    """A row holds more text than any list of people has."""

    code = "row_too_long"
    text = Text(
        "La fila {row} tiene más de {limit} caracteres. Deje solo las columnas de la lista.",
        "Row {row} has more than {limit} characters. Keep only the columns of the list.",
    )


class UnclosedQuote(IntakeRefusal):
    """A quotation mark swallowed the rows after it; reading on would lose people without a word."""

    code = "unclosed_quote"
    text = Text(
        "En la fila {row} hay unas comillas sin cerrar que se llevan las filas siguientes. "
        "Corríjalas y suba el archivo de nuevo.",
        "Row {row} has a quotation mark that is never closed and swallows the rows after it. Correct "
        "it and upload the file again.",
    )


class NoRows(IntakeRefusal):
    """Nothing in the file can be read."""

    code = "no_rows"
    text = Text(
        "El archivo no tiene ninguna fila. Revise que haya guardado la hoja con la lista.",
        "The file has no rows. Check that you saved the sheet with the list.",
    )


class NoHeadings(IntakeRefusal):
    """No sheet has a row that looks like headings."""

    code = "no_headings"
    text = Text(
        "No encontramos la fila de encabezados. Ponga en una fila los nombres de las columnas "
        "(Nombre, CURP, Correo…) y debajo la lista.",
        "We found no heading row. Put the names of the columns in one row (Name, CURP, E-mail…) and the list under it.",
    )


class BadMapping(IntakeRefusal):
    """A mapping that is not one, or not of this file."""

    code = "bad_mapping"
    text = Text(
        "La correspondencia de columnas no sirve para este archivo: {problem}",
        "The column mapping does not fit this file: {problem}",
    )
