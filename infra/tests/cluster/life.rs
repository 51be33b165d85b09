//! A cluster from its first start to its last stop.

use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use loopbrug_infra::cluster::{Cluster, default_data_dir};
use nix::unistd::{Pid, Uid};
use sqlx::{Connection, PgConnection};

use super::{connect, empty_folder, is_alive, memory, remember, start};

async fn setting(connection: &mut PgConnection, name: &str) -> String {
    let show = format!("SHOW {name}");
    sqlx::query_scalar(&show).fetch_one(connection).await.expect("a setting")
}

fn socket_folder(cluster: &Cluster) -> PathBuf {
    cluster.connect_options().get_socket().expect("a socket").clone()
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).expect("a folder").mode() & 0o777
}

#[tokio::test]
async fn an_empty_folder_becomes_a_database_that_answers() {
    let (_parent, settings) = empty_folder();
    let cluster = start(&settings).await;
    let mut connection = connect(&cluster).await;
    let (database, encoding, role): (String, String, String) = sqlx::query_as(
        "SELECT current_database(), current_setting('server_encoding'), current_user::text",
    )
    .fetch_one(&mut connection)
    .await
    .expect("an answer");
    assert_eq!(
        (database.as_str(), encoding.as_str(), role.as_str()),
        ("loopbrug", "UTF8", "loopbrug")
    );
    connection.close().await.expect("a goodbye");
    cluster.stop().await.expect("a stop");
}

#[tokio::test]
async fn data_survives_a_stop_and_a_start() {
    let (_parent, settings) = empty_folder();
    let cluster = start(&settings).await;
    remember(&cluster, "first").await;
    let socket = socket_folder(&cluster);
    let pid = cluster.server_pid();
    cluster.stop().await.expect("a stop");
    assert!(!is_alive(pid), "the server ends with stop");
    assert!(!socket.exists(), "the socket's folder goes with it");

    let cluster = start(&settings).await;
    assert_eq!(memory(&cluster).await, ["first"]);
    cluster.stop().await.expect("a stop");
}

#[tokio::test]
async fn a_very_long_data_folder_still_gets_a_socket() {
    let (parent, mut settings) = empty_folder();
    settings.data_dir =
        parent.path().join("a folder with a very long name ".repeat(7)).join("é".repeat(100));
    let cluster = start(&settings).await;
    assert!(socket_folder(&cluster).join(".s.PGSQL.5432").as_os_str().len() <= 107);
    cluster.stop().await.expect("a stop");
}

#[tokio::test]
async fn the_database_and_its_socket_are_closed_to_others() {
    let (_parent, settings) = empty_folder();
    let cluster = start(&settings).await;
    let (database, socket) = (settings.data_dir.join("postgres"), socket_folder(&cluster));
    assert_eq!((mode(&database), mode(&socket)), (0o700, 0o700));
    assert_eq!(
        mode(&settings.data_dir) & 0o066,
        0,
        "others may at most pass through the data folder"
    );
    let server_uid = std::fs::metadata(&database).expect("a folder").uid();
    assert_eq!(std::fs::metadata(&socket).expect("a folder").uid(), server_uid);

    let mut connection = connect(&cluster).await;
    assert_eq!(setting(&mut connection, "listen_addresses").await, "");
    connection.close().await.expect("a goodbye");
    cluster.stop().await.expect("a stop");
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn the_server_never_runs_as_root_and_has_a_process_group_of_its_own() {
    let (_parent, settings) = empty_folder();
    let cluster = start(&settings).await;
    let process = PathBuf::from(format!("/proc/{}", cluster.server_pid()));
    let uid = std::fs::metadata(&process).expect("a process").uid();
    let group = nix::unistd::getpgid(Some(Pid::from_raw(
        cluster.server_pid().try_into().expect("a number"),
    )));
    assert_ne!(uid, 0);
    assert_eq!(group.expect("a group").as_raw().unsigned_abs(), cluster.server_pid());
    cluster.stop().await.expect("a stop");
}

#[tokio::test]
async fn what_is_accepted_is_durable_whatever_the_configuration_says() {
    let (_parent, settings) = empty_folder();
    start(&settings).await.stop().await.expect("a stop");
    let configuration = settings.data_dir.join("postgres/postgresql.conf");
    std::fs::write(configuration, "fsync = off\nlisten_addresses = '*'\n").expect("a file");

    let cluster = start(&settings).await;
    let mut connection = connect(&cluster).await;
    for name in ["fsync", "synchronous_commit", "full_page_writes", "data_checksums"] {
        assert_eq!(setting(&mut connection, name).await, "on", "{name}");
    }
    assert_eq!(setting(&mut connection, "listen_addresses").await, "");
    connection.close().await.expect("a goodbye");
    cluster.stop().await.expect("a stop");
}

#[tokio::test]
async fn the_address_works_for_other_programs() {
    let (_parent, settings) = empty_folder();
    let cluster = start(&settings).await;
    let mut connection = PgConnection::connect(&cluster.url()).await.expect("a connection");
    let database: String = sqlx::query_scalar("SELECT current_database()")
        .fetch_one(&mut connection)
        .await
        .expect("an answer");
    assert_eq!(database, "loopbrug");
    connection.close().await.expect("a goodbye");
    cluster.stop().await.expect("a stop");
}

#[test]
fn the_default_data_folder_is_one_that_the_server_can_reach() {
    let data_dir = default_data_dir();
    assert!(data_dir.is_absolute() && data_dir.ends_with("loopbrug"), "{}", data_dir.display());
    if Uid::effective().is_root() {
        assert_eq!(data_dir, Path::new("/var/lib/loopbrug"));
    }
}
