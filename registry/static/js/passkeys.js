// Passkeys: asks the registry for a challenge, lets the browser answer it, and goes on. Where the browser knows none, the
// page keeps the sentence that says so.
const area = document.querySelector("[data-passkey]");
const known = window.PublicKeyCredential && navigator.credentials && window.isSecureContext;
if (area && known) {
  const button = area.querySelector("[data-with] button");
  const place = area.querySelector("[data-said]");
  area.querySelector("[data-without]").hidden = true;
  area.querySelector("[data-with]").hidden = false;

  const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));
  const toText = (bytes) =>
    btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const say = (text) => { place.textContent = text; };

  const post = async (address, body) => {
    const answer = await fetch(address, {
      method: "POST",
      body,
      headers: {
        "Accept": "application/json",
        "Content-Type": "application/json",
        "X-CSRFToken": area.dataset.token,
        "X-Onward": area.dataset.onward || "",
      },
    });
    const said = await answer.json();
    if (!answer.ok) throw new Refused(said.said || said.detail || area.dataset.broken);
    return said;
  };
  class Refused extends Error {}

  const make = async (options) => {
    const publicKey = {
      ...options,
      challenge: toBytes(options.challenge),
      user: { ...options.user, id: toBytes(options.user.id) },
      excludeCredentials: options.excludeCredentials.map((one) => ({ ...one, id: toBytes(one.id) })),
    };
    const made = await navigator.credentials.create({ publicKey });
    return written(made, {
      attestationObject: toText(made.response.attestationObject),
      transports: made.response.getTransports ? made.response.getTransports() : [],
    });
  };
  const sign = async (options) => {
    const publicKey = { ...options, challenge: toBytes(options.challenge), allowCredentials: [] };
    const signed = await navigator.credentials.get({ publicKey });
    return written(signed, {
      authenticatorData: toText(signed.response.authenticatorData),
      signature: toText(signed.response.signature),
      userHandle: signed.response.userHandle ? toText(signed.response.userHandle) : null,
    });
  };
  const written = (credential, response) => JSON.stringify({
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: { clientDataJSON: toText(credential.response.clientDataJSON), ...response },
  });

  button.addEventListener("click", async () => {
    button.disabled = true;
    say("");
    try {
      const options = await post(area.dataset.begin, "{}");
      const answer = area.dataset.passkey === "new" ? await make(options) : await sign(options);
      const { onward } = await post(area.dataset.finish, answer);
      location.assign(onward);
    } catch (fault) {
      // What a browser throws is in its own words and language; ours says what to do next.
      say(fault instanceof Refused ? fault.message : fault instanceof DOMException ? area.dataset.cancelled : area.dataset.broken);
      button.disabled = false;
    }
  });
}
