// Counts down to a scheduled moment beside its printed time. Without it the time stands there all the same.

const said = new Intl.RelativeTimeFormat(document.documentElement.lang);

function left(moment) {
  const seconds = Math.round((moment - Date.now()) / 1000);
  if (seconds < 120) return said.format(seconds, "second");
  if (seconds < 2 * 3600) return said.format(Math.floor(seconds / 60), "minute");
  return seconds < 48 * 3600 ? said.format(Math.floor(seconds / 3600), "hour") : said.format(Math.floor(seconds / 86400), "day");
}

function tick() {
  for (const time of document.querySelectorAll("time[data-countdown]")) {
    const moment = Date.parse(time.dateTime);
    time.nextElementSibling.textContent = moment > Date.now() ? `· ${left(moment)}` : time.dataset.countdown;
  }
}

tick();
setInterval(tick, 1000);
document.addEventListener("desk:fresh", tick);
