// Passkeys need a script: the browser's own window asks for the key, and its answer is sent as a form like any other.
for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential?.parseRequestOptionsFromJSON) continue;
  form.hidden = false;
  form.addEventListener("submit", async event => {
    event.preventDefault();
    const asked = JSON.parse(form.dataset.passkey), alert = form.querySelector("[role=alert]");
    alert.hidden = true;
    try {
      const made = form.dataset.does === "create"
        ? await navigator.credentials.create({publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(asked)})
        : await navigator.credentials.get({publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(asked)});
      form.elements.passkey.value = JSON.stringify(made.toJSON());
      form.submit();
    } catch {
      alert.textContent = form.dataset.failed;
      alert.hidden = false;
    }
  });
}
