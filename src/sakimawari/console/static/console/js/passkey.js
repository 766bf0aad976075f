/* Passkeys: hands the browser what the form asks for, and sends back what it answers.

   form data-passkey="get" or "create", data-options="…" (WebAuthn options as JSON); the answer goes
   into the field `answer` as JSON, bytes as base64url.                                            */

(function () {
  "use strict";

  function bytes(text) {
    const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
    return Uint8Array.from(plain, function (letter) { return letter.charCodeAt(0); });
  }

  function text(buffer) {
    let plain = "";
    new Uint8Array(buffer).forEach(function (each) { plain += String.fromCharCode(each); });
    return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function described(list) {
    return (list || []).map(function (each) {
      return Object.assign({}, each, { id: bytes(each.id) });
    });
  }

  function asked(options, kind) {
    const wanted = Object.assign({}, options, { challenge: bytes(options.challenge) });
    if (kind === "create") {
      wanted.user = Object.assign({}, options.user, { id: bytes(options.user.id) });
      wanted.excludeCredentials = described(options.excludeCredentials);
      return navigator.credentials.create({ publicKey: wanted });
    }
    wanted.allowCredentials = described(options.allowCredentials);
    return navigator.credentials.get({ publicKey: wanted });
  }

  function written(made) {
    const response = { clientDataJSON: text(made.response.clientDataJSON) };
    if (made.response.attestationObject) {
      response.attestationObject = text(made.response.attestationObject);
    } else {
      response.authenticatorData = text(made.response.authenticatorData);
      response.signature = text(made.response.signature);
      response.userHandle = made.response.userHandle ? text(made.response.userHandle) : null;
    }
    return JSON.stringify({
      id: made.id,
      rawId: text(made.rawId),
      type: made.type,
      response: response,
      clientExtensionResults: made.getClientExtensionResults()
    });
  }

  document.querySelectorAll("form[data-passkey]").forEach(function (form) {
    const trouble = form.querySelector("[data-passkey-trouble]");
    form.addEventListener("submit", function (event) {
      if (form.elements.answer.value) {
        return;
      }
      event.preventDefault();
      trouble.hidden = true;
      if (!window.PublicKeyCredential) {
        trouble.hidden = false;
        return;
      }
      asked(JSON.parse(form.dataset.options), form.dataset.passkey).then(function (made) {
        form.elements.answer.value = written(made);
        form.submit();
      }).catch(function () {
        trouble.hidden = false;
      });
    });
  });
})();
