// Counts down to a scheduled moment beside its printed time. Without it the time stands there all the same.

function left(moment) {
  const seconds = Math.max(0, Math.round((moment - Date.now()) / 1000));
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const two = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${minutes}:${two(rest)}`;
}

function tick() {
  for (const time of document.querySelectorAll("time[data-countdown]")) {
    const moment = Date.parse(time.dateTime);
    time.nextElementSibling.textContent = moment > Date.now() ? `−${left(moment)}` : time.dataset.countdown;
  }
}

tick();
setInterval(tick, 1000);
document.addEventListener("desk:fresh", tick);
