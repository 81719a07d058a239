//! The *login page* is one card.

use leptos::prelude::*;

use crate::components::Document;
use crate::view_model::LoginView;

/// The page on which one logs in.
#[component]
pub fn LoginPage(
    /// What it shows.
    view: LoginView,
) -> impl IntoView {
    let demo = (!view.demo.is_empty()).then(|| {
        let rows = view.demo.into_iter().map(|account| {
            view! {
                <tr>
                    <td><code>{account.username}</code></td>
                    <td><code>{account.password}</code></td>
                    <td>{account.personas}</td>
                </tr>
            }
        });
        view! {
            <section class="demo">
                <h2>"Demo accounts"</h2>
                <table>
                    <thead><tr><th scope="col">"Name"</th><th scope="col">"Password"</th><th scope="col">"Asks as"</th></tr></thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
                <p>"They are shown because no users file is in use."</p>
            </section>
        }
    });
    let waiting = view.waiting.map(|waiting| {
        view! {
            <p class="notice" role="status">
                "Your session has ended. Log in, and your question will be answered:"
                <q>{waiting.question.clone()}</q>
            </p>
            <input type="hidden" name="question" value=waiting.question/>
            <input type="hidden" name="persona" value=waiting.persona/>
            <input type="hidden" name="conversation" value=waiting.conversation/>
        }
    });
    view! {
        <Document title="Log in · Quartermaster".to_owned()>
            <main class="card">
                <h1>"Quartermaster"</h1>
                <form method="post" action="/login">
                    {view.error.map(|error| view! { <p class="error" role="alert">{error}</p> })}
                    {waiting}
                    <input type="hidden" name="next" value=view.next/>
                    <label for="username">"Username"</label>
                    <input
                        id="username" name="username" autocomplete="username" required autofocus
                        maxlength="100" value=view.username
                    />
                    <label for="password">"Password"</label>
                    <input
                        id="password" name="password" type="password" autocomplete="current-password" required
                        maxlength="200"
                    />
                    <button type="submit">"Log in"</button>
                </form>
                {demo}
            </main>
        </Document>
    }
}
