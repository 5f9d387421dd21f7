// Sends on what the outside log-in brought, where scripts run; without it the button does.
document.querySelector("form[data-onward]")?.requestSubmit();
