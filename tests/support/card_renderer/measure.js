// Draws one card after another with the official renderer, and says what a reader would have before them.

const COLOURS = ["default", "accent", "good", "warning", "attention"];

function hostConfig(template, theme) {
  const of = colour => ({ default: colour, subtle: colour === theme.default ? theme.subtle : colour });
  const foreground = { ...Object.fromEntries(COLOURS.map(name => [name, of(theme[name])])), light: of("#FFFFFF"), dark: of("#000000") };
  const filled = (_, value) =>
    value === "$foreground" ? foreground : typeof value === "string" && value.startsWith("$") ? theme[value.slice(1)] : value;
  return new AdaptiveCards.HostConfig(JSON.parse(JSON.stringify(template), filled));
}

function isShown(element) {
  return element.getClientRects().length > 0 && getComputedStyle(element).visibility !== "hidden";
}

function wordsOf(drawn) {
  const copy = drawn.innerText;
  const options = [...drawn.querySelectorAll("select")].map(each => each.innerText).join(" ");
  const count = text => text.split(/\s+/).filter(word => /[\p{L}\p{N}]/u.test(word)).length;
  return count(copy) - count(options);
}

function textsIn(drawn) {
  return [...drawn.querySelectorAll(".ac-textBlock, .ac-richTextBlock")].filter(isShown);
}

// A text that stands in a row with a button gets what the button leaves.
function squeezed(drawn) {
  return [...drawn.querySelectorAll(".ac-columnSet")].filter(isShown).flatMap(row => {
    if (!row.querySelector("button")) return [];
    return textsIn(row).filter(text => text.getBoundingClientRect().width < 140).map(text => text.innerText);
  });
}

// A title is cut in its button, or the button at the edge of what it stands in.
function cutTitles(drawn) {
  const isCut = each => each.scrollWidth > each.clientWidth + 1 && each.clientWidth;
  return [...drawn.querySelectorAll("button")].filter(isShown)
    .filter(button => reachesOut(button, drawn) || [button, ...button.querySelectorAll("*")].some(isCut))
    .map(button => button.innerText);
}

function reachesOut(button, drawn) {
  const { right } = button.getBoundingClientRect();
  for (let each = button.parentElement; drawn.contains(each); each = each.parentElement) {
    if (right > each.getBoundingClientRect().right + 1) return true;
  }
  return false;
}

// Texts of buttons and lists to choose from are left out: a button's title is looked at by itself.
function textNodes(drawn) {
  const walker = document.createTreeWalker(drawn, NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const text = walker.currentNode;
    const isOwn = !text.parentElement.closest("button, select");
    if (isOwn && text.textContent.trim() && isShown(text.parentElement)) found.push(text);
  }
  return found;
}

function runningOut(drawn) {
  const { left, right } = drawn.getBoundingClientRect();
  const range = document.createRange();
  const runsOut = text => {
    range.selectNodeContents(text);
    return [...range.getClientRects()].some(box => box.right > right + 1 || box.left < left - 1);
  };
  return textNodes(drawn).filter(runsOut).map(text => text.textContent.slice(0, 60));
}

function luminance([red, green, blue]) {
  const [r, g, b] = [red, green, blue].map(part => part / 255).map(part => part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function colour(text) {
  return text.match(/[\d.]+/g).map(Number);
}

function backgroundOf(element) {
  for (let each = element; each; each = each.parentElement) {
    const found = colour(getComputedStyle(each).backgroundColor);
    if (found.length === 3 || found[3] > 0) return found;
  }
  return [255, 255, 255];
}

function leastContrast(drawn) {
  const known = new Map();
  const ratio = element => {
    const [text, back] = [luminance(colour(getComputedStyle(element).color)), luminance(backgroundOf(element))];
    return (Math.max(text, back) + 0.05) / (Math.min(text, back) + 0.05);
  };
  for (const { parentElement } of textNodes(drawn)) if (!known.has(parentElement)) known.set(parentElement, ratio(parentElement));
  return Math.min(21, ...known.values());
}

function draw(json, config) {
  const card = new AdaptiveCards.AdaptiveCard();
  card.hostConfig = config;
  card.parse(json);
  const drawn = card.render();
  document.body.replaceChildren(drawn);
  return drawn;
}

// Cards by name in; by name the height in pixels, the words, what is cut, squeezed or runs out, and the least contrast.
function measure(cards, width, template, theme) {
  const markdown = window.markdownit();
  AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
    result.outputHtml = markdown.render(text);
    result.didProcess = true;
  };
  document.body.style.width = `${width}px`;
  const config = hostConfig(template, theme);
  return Object.fromEntries(Object.entries(cards).map(([name, json]) => {
    const drawn = draw(json, config);
    return [name, {
      height: Math.ceil(drawn.getBoundingClientRect().height),
      words: wordsOf(drawn),
      cut: cutTitles(drawn),
      squeezed: squeezed(drawn),
      running_out: runningOut(drawn),
      contrast: leastContrast(drawn),
    }];
  }));
}
