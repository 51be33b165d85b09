// Starts the editor on this server's own endpoint. The size of the page is set here, and not in an
// attribute, because the page's policy allows no styles within it.
"use strict";

const root = document.getElementById("graphiql");
document.body.style.margin = "0";
root.style.height = "100dvh";

ReactDOM.createRoot(root).render(
  React.createElement(GraphiQL, {
    fetcher: GraphiQL.createFetcher({ url: "/graphql" }),
    // What the schema says of arguments and of itself, too.
    inputValueDeprecation: true,
    schemaDescription: true,
    visiblePlugin: "Documentation Explorer",
    defaultQuery: `# A first question. What else can be asked is in the documentation beside.
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
