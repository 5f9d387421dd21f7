// Reads a QR code here, where the browser can: in a chosen picture, or by the camera. Without it the picture is sent.
const form = document.querySelector("form[data-scan]");
const BAKED = new TextEncoder().encode("openbadgecredential");
const LOOK_EVERY = 200; // milliseconds

const detectorOf = async () => {
  try {
    const formats = await BarcodeDetector.getSupportedFormats();
    return formats.includes("qr_code") ? new BarcodeDetector({ formats: ["qr_code"] }) : null;
  } catch {
    return null; // this browser has none
  }
};

// A badge carries its own credential, which comes before any code drawn in it: the server reads that one.
const carriesCredential = (bytes) => {
  outer: for (let at = bytes.indexOf(BAKED[0]); at >= 0; at = bytes.indexOf(BAKED[0], at + 1)) {
    for (let next = 1; next < BAKED.length; next += 1) if (bytes[at + next] !== BAKED[next]) continue outer;
    return true;
  }
  return false;
};

const prepare = (detector) => {
  const text = form.querySelector("textarea");
  const file = form.querySelector("input[type=file]");
  const place = form.querySelector("[data-scan-place]");
  const [open, close, video, status] = ["open", "close", "video", "status"].map((name) => place.querySelector(`[data-scan-${name}]`));
  let stream = null;

  const codeIn = async (picture) => {
    const found = new Set((await detector.detect(picture)).map((code) => code.rawValue).filter(Boolean));
    return found.size === 1 ? [...found][0] : null; // of several the server says how many
  };
  const stop = () => {
    for (const track of stream ? stream.getTracks() : []) track.stop();
    stream = video.srcObject = null;
    video.hidden = close.hidden = true;
    open.hidden = !navigator.mediaDevices;
  };
  const look = async () => {
    if (!stream) return;
    let code = null;
    try {
      code = await codeIn(video);
    } catch {
      // The first frame is not there yet.
    }
    if (!stream) return;
    if (code === null) return void setTimeout(look, LOOK_EVERY);
    stop();
    text.value = code;
    file.value = "";
    form.requestSubmit();
  };

  open.addEventListener("click", async () => {
    status.textContent = "";
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      status.textContent = place.dataset.refused;
      return;
    }
    video.srcObject = stream;
    open.hidden = true;
    video.hidden = close.hidden = false;
    close.focus();
    await video.play();
    look();
  });
  close.addEventListener("click", () => { stop(); open.focus(); });
  file.addEventListener("change", async () => {
    const chosen = file.files[0];
    status.textContent = "";
    if (!chosen || !chosen.type.startsWith("image/") || chosen.type === "image/svg+xml") return;
    try {
      if (carriesCredential(new Uint8Array(await chosen.arrayBuffer()))) return;
      const code = await codeIn(await createImageBitmap(chosen));
      if (code === null || file.files[0] !== chosen) return;
      text.value = code;
      file.value = "";
      status.textContent = place.dataset.read;
    } catch {
      // The server looks into the picture.
    }
  });
  place.hidden = false;
  stop();
};

if (form) {
  const detector = await detectorOf();
  if (detector) prepare(detector);
}
