//! The PostgreSQL that all tests share, from the first that needs it until the process ends.

use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use std::sync::{OnceLock, mpsc};

use loopbrug_infra::cluster::{Cluster, ClusterSettings};

/// Clears up after this process in whatever way it ends, since nothing in it can: its standard
/// input is a pipe that closes then. It reads the socket's folder from there, when there is one.
const CLEAR_UP: &str = r#"
while read -r line; do socket=$line; done
note=$1/data/postgres/postmaster.pid
if pid=$(head -n 1 "$note" 2>/dev/null); then
    kill -INT "$pid"
    n=0
    while [ -e "$note" ] && [ $n -lt 300 ]; do sleep 0.1; n=$((n + 1)); done
fi
rm -rf "$1"
[ -z "$socket" ] || rm -rf "$socket"
"#;

/// The address of the shared server, without the name of a database: the parts around it.
pub(super) fn address() -> &'static (String, String) {
    static ADDRESS: OnceLock<(String, String)> = OnceLock::new();
    ADDRESS.get_or_init(|| {
        let (tell, told) = mpsc::channel();
        // A thread of its own, because the runtime of a test ends with the test.
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.unwrap().block_on(async {
                let cluster = start().await;
                tell.send(cluster.url()).unwrap();
                std::future::pending::<()>().await;
            });
        });
        let url = told.recv().expect("a private PostgreSQL");
        let (before, after) = url.split_once("/loopbrug?").unwrap();
        (format!("{before}/"), format!("?{after}"))
    })
}

async fn start() -> Cluster {
    let folder = tempfile::Builder::new().prefix("loopbrug-door-").tempdir_in("/tmp").unwrap();
    // From here on the folder is for the one who clears up.
    let folder = folder.keep();
    // The server runs as a lesser user when this is root.
    std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o755)).unwrap();
    let mut clear_up = Command::new("sh")
        .args(["-c", CLEAR_UP, "sh"])
        .arg(&folder)
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        // Ctrl-C is meant for the tests.
        .process_group(0)
        .spawn()
        .unwrap();

    let settings = ClusterSettings { data_dir: folder.join("data"), pg_bin: None };
    let cluster = Cluster::start(&settings).await.unwrap_or_else(|error| panic!("{error}"));
    let options = cluster.connect_options();
    let socket = options.get_socket().unwrap().display();
    writeln!(clear_up.stdin.as_mut().unwrap(), "{socket}").unwrap();
    // Its pipe stays open until the process ends.
    std::mem::forget(clear_up);
    cluster
}
