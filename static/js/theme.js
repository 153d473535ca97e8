// Nobody is signed in: the choice made on this device is applied before the first paint.
try {
  const theme = localStorage.getItem("theme");
  if (theme) document.documentElement.dataset.theme = theme;
} catch {
  // storage is closed: the system's theme stays
}
