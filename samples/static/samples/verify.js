// Hashes a chosen file on the visitor's own device, and compares it with the issued one.
const form = document.querySelector("[data-check]");
const issued = document.querySelector("[data-sha]")?.textContent.trim();

if (form && issued && crypto?.subtle) {
  form.querySelector("[data-needs-script]").hidden = false;
  form.querySelector("input[type=file]").addEventListener("change", async event => {
    const [file] = event.target.files;
    if (!file) return;
    const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    const hex = [...new Uint8Array(digest)].map(byte => byte.toString(16).padStart(2, "0")).join("");
    const said = form.querySelector("[data-said]"), same = hex === issued;
    form.querySelector("[name=sha256]").value = hex;
    said.textContent = same ? form.dataset.wordSame : form.dataset.wordOther;
    said.className = same ? "pb-b pb-good" : "pb-b pb-bad";
  });
}
