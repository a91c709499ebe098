// SPDX-License-Identifier: EUPL-1.2
// Buttons that only a script can serve; they are hidden in the page and shown here.
//   <button data-print hidden>                     prints the page
//   <button data-share="URL" data-title hidden>    hands the address to another application
//   <button data-copy="TEXT" data-done hidden>     copies the text and says so

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

if (navigator.share) {
  for (const button of document.querySelectorAll("[data-share]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const { share: url, title = document.title } = button.dataset;
      navigator.share({ url: new URL(url, location), title }).catch(() => {}); // changed their mind
    });
  }
}

if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      const word = button.querySelector("[data-word]") ?? button;
      const before = word.textContent;
      word.textContent = button.dataset.done;
      setTimeout(() => { word.textContent = before; }, 3000);
    });
  }
}
