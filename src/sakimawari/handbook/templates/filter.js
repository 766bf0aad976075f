// Narrows the list of services while words are typed. Without this file the whole list shows.
(function () {
  const form = document.querySelector(".filter");
  const field = document.getElementById("words");
  const found = document.getElementById("found");
  const none = document.querySelector(".none");
  const services = Array.from(document.querySelectorAll(".service"));
  const fold = (text) => text.normalize("NFKC").toLowerCase();
  const held = services.map((service) => fold(service.dataset.words));
  function narrow() {
    const words = fold(field.value).split(/\s+/).filter(Boolean);
    let count = 0;
    services.forEach((service, at) => {
      const shown = words.every((word) => held[at].includes(word));
      service.hidden = !shown;
      count += shown ? 1 : 0;
    });
    document.querySelectorAll(".chapter").forEach((chapter) => {
      chapter.hidden = !chapter.querySelector(".service:not([hidden])");
    });
    none.hidden = count > 0;
    found.textContent = words.length ? count + "件" : "";
  }
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  field.addEventListener("input", narrow);
  narrow();
})();
