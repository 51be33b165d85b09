// Starts the editor on this server's own endpoint. The size of the page is set here, and not in an
// attribute, because the page's policy allows no styles within it.
"use strict";

const root = document.getElementById("graphiql");
document.body.style.margin = "0";
root.style.height = "100dvh";

// Who asks: the token after # in the address (#token=...), until the tab is closed. It is taken out of the address, and
// goes nowhere but into the headers of the editor, where another can be put.
const given = new URLSearchParams(location.hash.slice(1)).get("token");
if (given) {
  sessionStorage.setItem("token", given);
  history.replaceState(null, "", location.pathname);
}
const token = sessionStorage.getItem("token");

ReactDOM.createRoot(root).render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: "/graphql" }),
    // What the schema says of arguments and of itself, too.
    inputValueDeprecation: true,
    schemaDescription: true,
    headers: token ? JSON.stringify({ Authorization: `Bearer ${token}` }, null, 2) : undefined,
    visiblePlugin: "Documentation Explorer",
    defaultQuery: `# A first question. What else can be asked is in the documentation beside. Who asks stands under "Headers" below:
# {"Authorization": "Bearer <what \`loopbrug token\` prints>"}
{
  catalogue(region: "vlaamse-ardennen") {
    label
    version
    challenges {
      code
      label
    }
  }
}
`,
  }),
);
