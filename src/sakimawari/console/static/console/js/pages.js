/* Small comforts. Every page does its work without them.

   data-print            a button that prints the page
   data-submit-on-change a field that sends its form when it changes
   data-confirm="…"      a form or button that asks before it sends
   data-once             a form that is sent once, however often its button is pressed
   data-key="1"          a choice that is taken by its digit, while its form is being worked on
   details.menu, .display-more   close on Escape and on a click beside them                        */

(function () {
  "use strict";

  document.documentElement.classList.add("js");

  document.addEventListener("click", function (event) {
    if (event.target.closest("[data-print]")) {
      window.print();
      return;
    }
    document.querySelectorAll("details.menu[open], details.display-more[open]").forEach(function (open) {
      if (!open.contains(event.target)) {
        open.removeAttribute("open");
      }
    });
  });

  document.addEventListener("keydown", function (event) {
    if (event.key !== "Escape") {
      return;
    }
    document.querySelectorAll("details.menu[open], details.display-more[open]").forEach(function (open) {
      const inside = open.contains(document.activeElement);
      open.removeAttribute("open");
      if (inside) {
        open.querySelector("summary").focus();
      }
    });
  });

  document.addEventListener("keydown", function (event) {
    if (!/^[1-9]$/.test(event.key) || event.ctrlKey || event.altKey || event.metaKey) {
      return;
    }
    const at = document.activeElement;
    const form = at && at.type === "radio" ? at.form : null;
    const choice = form && form.querySelector('[data-key="' + event.key + '"]');
    if (choice) {
      event.preventDefault();
      choice.checked = true;
      choice.focus();
    }
  });

  document.addEventListener("change", function (event) {
    const form = event.target.form;
    if (form && event.target.closest("[data-submit-on-change]")) {
      form.requestSubmit();
    }
  });

  document.addEventListener("submit", function (event) {
    const form = event.target;
    const asks = (event.submitter && event.submitter.dataset.confirm) || form.dataset.confirm;
    if (asks && !window.confirm(asks)) {
      event.preventDefault();
      return;
    }
    if ("once" in form.dataset) {
      if (form.dataset.sent) {
        event.preventDefault();
        return;
      }
      form.dataset.sent = "yes";
    }
  });

  /* A page shown again from the browser's memory may be sent again. */
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) {
      delete form.dataset.sent;
    });
  });

  document.querySelectorAll("[data-needs-script]").forEach(function (part) {
    part.hidden = false;
  });
})();

/* Whoever signs out leaves nothing of a round of visits on the device (see rounds-worker.js). */
document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented && event.target.matches('form[action="/sign-in/out/"]') && window.indexedDB) indexedDB.deleteDatabase("round-page");
});
