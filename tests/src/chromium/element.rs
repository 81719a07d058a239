//! An *element* is found by its role and its accessible name, as a screen reader finds it, and touched where it is seen.

use anyhow::Context;
use chromiumoxide::keys;
use serde_json::{Value, json};

use super::Tab;
use super::tab::value_of;

/// What an element is for, in the words of ARIA: "button", or "textbox|searchbox" for one or the other.
pub type Role = &'static str;

/// Where an element can be touched: its middle, after it was scrolled there, and what lies over it.
const TOUCH: &str = "function () {
  this.scrollIntoView({block: 'center', inline: 'nearest', behavior: 'instant'});
  const box = [...this.getClientRects()].find((r) => r.width > 0 && r.height > 0);
  if (!box) return {};
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  const top = document.elementFromPoint(x, y);
  const labels = this.labels ? [...this.labels] : [];
  const hit = top && [this, ...labels].some((own) => own.contains(top));
  return {x, y, covered: hit ? null : (top ? top.outerHTML.slice(0, 200) : 'nothing (outside of the screen)')};
}";

impl Tab {
    /// Clicks on the element of that role and name. A name that fits exactly goes first; otherwise one that holds it.
    pub async fn click(&self, role: Role, name: &str) -> anyhow::Result<()> {
        let element = self.find(role, name).await?;
        self.touch(&element, name).await
    }

    /// Clicks, and waits until the next page is complete.
    pub async fn follow(&self, role: Role, name: &str) -> anyhow::Result<()> {
        self.leaving(async || self.click(role, name).await).await
    }

    /// Clicks on the first element that the selector fits.
    pub async fn click_on(&self, selector: &str) -> anyhow::Result<()> {
        let element = self.select(selector).await?;
        self.touch(&element, selector).await
    }

    /// Clicks on the first element that the selector fits, and waits until the next page is complete.
    pub async fn follow_on(&self, selector: &str) -> anyhow::Result<()> {
        self.leaving(async || self.click_on(selector).await).await
    }

    /// Clicks into the field of that name and writes the text into it, in place of what was there. As people do, it
    /// looks whether the text stands there, and writes it again when the page has moved the focus meanwhile.
    pub async fn fill(&self, name: &str, text: &str) -> anyhow::Result<()> {
        let field = self.find("textbox|searchbox", name).await?;
        self.wait(&format!("“{text}” in “{name}”"), async || {
            self.touch(&field, name).await?;
            self.press("Control+a").await?;
            self.write(text).await?;
            let written = self
                .call_on(&field, "function () { return this.value; }", &[])
                .await?;
            Ok((written == text).then_some(()))
        })
        .await
    }

    /// Chooses an option of the box of that name, by its text.
    pub async fn choose(&self, name: &str, option: &str) -> anyhow::Result<()> {
        let select = self.find("combobox", name).await?;
        let choose = "function (text) {
          const option = [...this.options].find((o) => o.text === text);
          if (!option) throw new Error(`no option ${text}`);
          this.value = option.value;
          this.dispatchEvent(new Event('input', {bubbles: true}));
          this.dispatchEvent(new Event('change', {bubbles: true}));
        }";
        self.call_on(&select, choose, &[json!(option)]).await?;
        Ok(())
    }

    /// Writes where the focus is.
    pub async fn write(&self, text: &str) -> anyhow::Result<()> {
        self.call("Input.insertText", json!({"text": text})).await?;
        Ok(())
    }

    /// Presses a key by its name ("Enter", "ArrowUp", "/", "Tab"), perhaps with others held: "Shift+Tab", "Control+a".
    pub async fn press(&self, keys: &str) -> anyhow::Result<()> {
        let (held, key) = match keys.rsplit_once('+') {
            Some((held, key)) if !key.is_empty() => (held, key),
            _ => ("", keys),
        };
        let modifiers: u8 =
            held.split('+')
                .filter(|held| !held.is_empty())
                .try_fold(0, |modifiers, held| match held {
                    "Alt" => Ok(modifiers | 1),
                    "Control" => Ok(modifiers | 2),
                    "Shift" => Ok(modifiers | 8),
                    _ => Err(anyhow::anyhow!("no such modifier: {held}")),
                })?;
        let definition = keys::get_key_definition(key).with_context(|| format!("no key {key}"))?;
        let mut event = json!({
            "type": "rawKeyDown", "modifiers": modifiers, "key": definition.key, "code": definition.code,
            "windowsVirtualKeyCode": definition.key_code, "nativeVirtualKeyCode": definition.key_code,
        });
        let text = definition
            .text
            .or_else(|| (definition.key.len() == 1).then_some(definition.key));
        let is_shortcut = held.contains("Alt") || held.contains("Control");
        if let Some(text) = text.filter(|_| !is_shortcut) {
            event["type"] = json!("keyDown");
            event["text"] = json!(text);
        }
        if keys == "Control+a" {
            event["commands"] = json!(["selectAll"]);
        }
        self.call("Input.dispatchKeyEvent", event.clone()).await?;
        event["type"] = json!("keyUp");
        self.call("Input.dispatchKeyEvent", event).await?;
        Ok(())
    }

    /// Waits for an element of that role and name.
    pub async fn wait_for_role(&self, role: Role, name: &str) -> anyhow::Result<()> {
        self.find(role, name).await.map(drop)
    }

    /// Names of the elements of that role, in the order of the page.
    pub async fn names(&self, role: Role) -> anyhow::Result<Vec<String>> {
        let elements = self.elements(role).await?;
        Ok(elements.into_iter().map(|(name, _)| name).collect())
    }

    /// The element of that role and name, as a handle; waits for it.
    async fn find(&self, role: Role, name: &str) -> anyhow::Result<Value> {
        self.wait(&format!("the {role} “{name}”"), async || {
            let elements = self.elements(role).await?;
            let exact = elements.iter().find(|(own, _)| own == name);
            let found = exact.or_else(|| elements.iter().find(|(own, _)| own.contains(name)));
            let Some((_, node)) = found else {
                return Ok(None);
            };
            let resolved = self
                .call("DOM.resolveNode", json!({"backendNodeId": node}))
                .await?;
            Ok(Some(resolved["object"]["objectId"].clone()))
        })
        .await
    }

    /// The first visible element that the selector fits, as a handle; waits for it.
    async fn select(&self, selector: &str) -> anyhow::Result<Value> {
        self.wait_for(selector).await?;
        let expression = format!(
            "[...document.querySelectorAll({})].find((e) => e.checkVisibility())",
            json!(selector)
        );
        let found = self
            .call("Runtime.evaluate", json!({"expression": expression}))
            .await?;
        Ok(found["result"]["objectId"].clone())
    }

    /// Names and nodes of the elements of that role in the accessibility tree.
    async fn elements(&self, role: Role) -> anyhow::Result<Vec<(String, u64)>> {
        let tree = self.call("Accessibility.getFullAXTree", json!({})).await?;
        let nodes = tree["nodes"].as_array().context("a tree")?;
        let fitting = nodes
            .iter()
            .filter(|node| node["ignored"] == false && has_role(node, role));
        let named = fitting.filter_map(|node| {
            let name = node["name"]["value"].as_str().unwrap_or_default();
            let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
            Some((name, node["backendDOMNodeId"].as_u64()?))
        });
        Ok(named.collect())
    }

    /// Presses the mouse button on an element. Something that lies over it is a fault: nobody could touch it.
    async fn touch(&self, element: &Value, name: &str) -> anyhow::Result<()> {
        let place = self.call_on(element, TOUCH, &[]).await?;
        if let Some(cover) = place["covered"].as_str() {
            anyhow::bail!("“{name}” cannot be touched; there is {cover}");
        }
        let (x, y) = (place["x"].as_f64(), place["y"].as_f64());
        let (x, y) = x
            .zip(y)
            .with_context(|| format!("“{name}” has no place on the page"))?;
        for kind in ["mouseMoved", "mousePressed", "mouseReleased"] {
            let button = if kind == "mouseMoved" { "none" } else { "left" };
            let event = json!({"type": kind, "x": x, "y": y, "button": button, "clickCount": 1});
            self.call("Input.dispatchMouseEvent", event).await?;
        }
        Ok(())
    }

    /// Calls a function with an element as `this`.
    async fn call_on(
        &self,
        element: &Value,
        function: &str,
        arguments: &[Value],
    ) -> anyhow::Result<Value> {
        let arguments: Vec<Value> = arguments
            .iter()
            .map(|argument| json!({"value": argument}))
            .collect();
        let parameters = json!({
            "objectId": element, "functionDeclaration": function, "arguments": arguments, "returnByValue": true,
            "userGesture": true,
        });
        value_of(self.call("Runtime.callFunctionOn", parameters).await?)
    }
}

fn has_role(node: &Value, role: Role) -> bool {
    let own = node["role"]["value"].as_str().unwrap_or_default();
    role.split('|').any(|role| role == own)
}
