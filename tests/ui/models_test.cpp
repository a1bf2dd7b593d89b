#include "core/base/atomic_file.h"
#include "tests/ui/support/window_fixture.h"
#include "ui/certificates/certificate_table_model.h"
#include "ui/common/data_table.h"
#include "ui/common/tls_list_model.h"
#include "ui/connection_view/connection_table_model.h"
#include "ui/connection_view/error_table_model.h"
#include "ui/connection_view/message_table_model.h"
#include "ui/main_window/command_palette.h"
#include "ui/main_window/navigation_tree_model.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QFile>
#include <QMimeData>
#include <QSignalSpy>
#include <QTest>
#include <QUrl>

namespace workbench {

namespace {

ObservedConnection connection(quint64 id,
                              ConnectionResult result = ConnectionResult::Established,
                              const QString& name = QStringLiteral("s"))
{
    ConnectionRecord record;
    record.id = id;
    record.name = name;
    record.role = Role::Server;
    record.result = result;
    record.started = QDateTime::currentDateTimeUtc();
    record.peerAddress = QHostAddress(QHostAddress::LocalHost);
    record.peerPort = static_cast<quint16>(10000 + id % 50000);
    record.negotiated.version = 0x0304;
    record.negotiated.cipherSuite = 0x1301;
    return {std::make_shared<const ConnectionRecord>(record), {}};
}

QList<quint64> idsOf(const ConnectionTableModel& model)
{
    QList<quint64> ids;
    for (int row = 0; row < model.rowCount(); ++row) {
        ids.append(model.at(row).record->id);
    }
    return ids;
}

TraceMessage message(int index, Direction direction, const QByteArray& bytes)
{
    TraceMessage made;
    made.index = index;
    made.direction = direction;
    made.contentType = 22;
    made.recordVersion = 0x0303;
    made.length = static_cast<int>(bytes.size());
    made.bytes = bytes;
    made.state = "SSLv3/TLS write client hello";
    return made;
}

QString cell(const QAbstractItemModel& model, int row, int column)
{
    return model.index(row, column).data().toString();
}

} // namespace

/// Every model of the window, under QAbstractItemModelTester.
class ModelsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void connectionsAreInserted();
    void connectionsAreUpdated();
    void latecomersFindTheirPlace();
    void choicesOfAListMove();
    void oneBatchWithTwoStatesOfOne();
    void connectionsAreDropped();
    void connectionsOfOthersArePassedOver();
    void tensOfThousandsOfConnections();
    void messagesGrow();
    void messageTitles_data();
    void messageTitles();
    void errorsAndAlerts();
    void certificates();
    void certificatesAreDraggedOut();
    void navigationFollowsTheWorkbench();
    void navigationRenames();
    void rowsAreCopiedAsText();
    void paletteFilters();
};

void ModelsTest::connectionsAreInserted()
{
    ConnectionTableModel model;
    const QAbstractItemModelTester tester(&model);
    model.setConnections(Role::Server, QStringLiteral("s"), {connection(1)});
    QSignalSpy inserted(&model, &QAbstractItemModel::rowsInserted);
    model.update({connection(2), connection(3), connection(4)});
    QCOMPARE(inserted.size(), 1);
    QCOMPARE(idsOf(model), (QList<quint64> {1, 2, 3, 4}));
    QCOMPARE(cell(model, 1, ConnectionTableModel::VersionColumn), QStringLiteral("TLS 1.3"));
    QCOMPARE(cell(model, 1, ConnectionTableModel::SuiteColumn),
             QStringLiteral("TLS_AES_128_GCM_SHA256"));
    QCOMPARE(cell(model, 1, ConnectionTableModel::PeerColumn), QStringLiteral("127.0.0.1:10002"));
    QCOMPARE(model.rowOf(3), 2);
    QCOMPARE(model.rowOf(99), -1);
}

void ModelsTest::choicesOfAListMove()
{
    TlsListModel model(tlsListChoices(TlsList::Signatures),
                       {QStringLiteral("ed25519"), QStringLiteral("ecdsa_secp256r1_sha256")},
                       nullptr);
    const QAbstractItemModelTester tester(&model);
    const QSignalSpy changes(&model, &TlsListModel::chosenChanged);
    QCOMPARE(model.chosen(),
             (QStringList {QStringLiteral("ed25519"), QStringLiteral("ecdsa_secp256r1_sha256")}));
    QVERIFY(!model.move(0, -1));
    QVERIFY(model.move(0, 1));
    QCOMPARE(model.chosen().first(), QStringLiteral("ecdsa_secp256r1_sha256"));
    QVERIFY(model.move(1, -1));
    QVERIFY(!model.move(model.rowCount() - 1, 1));
    QVERIFY(model.setData(model.index(1, 0), Qt::Unchecked, Qt::CheckStateRole));
    QCOMPARE(model.chosen(), QStringList {QStringLiteral("ed25519")});
    QVERIFY(!model.setData(model.index(1, 1), Qt::Checked, Qt::CheckStateRole));
    QCOMPARE(changes.size(), 3);
}

void ModelsTest::connectionsAreUpdated()
{
    ConnectionTableModel model;
    const QAbstractItemModelTester tester(&model);
    model.setConnections(Role::Server,
                         QStringLiteral("s"),
                         {connection(1), connection(2, ConnectionResult::InProgress)});
    QCOMPARE(cell(model, 1, ConnectionTableModel::ResultColumn), QStringLiteral("waiting"));
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    model.update({connection(2, ConnectionResult::Failed)});
    QCOMPARE(changed.size(), 1);
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(cell(model, 1, ConnectionTableModel::ResultColumn), QStringLiteral("failed"));
}

void ModelsTest::latecomersFindTheirPlace()
{
    ConnectionTableModel model;
    const QAbstractItemModelTester tester(&model);
    model.setConnections(Role::Server, QStringLiteral("s"), {connection(3), connection(9)});
    model.update({connection(12), connection(1), connection(5), connection(6)});
    QCOMPARE(idsOf(model), (QList<quint64> {1, 3, 5, 6, 9, 12}));
}

void ModelsTest::oneBatchWithTwoStatesOfOne()
{
    ConnectionTableModel model;
    const QAbstractItemModelTester tester(&model);
    model.setConnections(Role::Server, QStringLiteral("s"), {});
    model.update({connection(7, ConnectionResult::InProgress), connection(8), connection(7)});
    QCOMPARE(idsOf(model), (QList<quint64> {7, 8}));
    QCOMPARE(model.at(0).record->result, ConnectionResult::Established);
}

void ModelsTest::connectionsAreDropped()
{
    ConnectionTableModel model;
    const QAbstractItemModelTester tester(&model);
    QList<ObservedConnection> all;
    for (quint64 id = 1; id <= 10; ++id) {
        all.append(connection(id));
    }
    model.setConnections(Role::Server, QStringLiteral("s"), all);
    QSignalSpy removed(&model, &QAbstractItemModel::rowsRemoved);
    model.drop({1, 2, 3, 7, 4711});
    QCOMPARE(removed.size(), 2);
    QCOMPARE(idsOf(model), (QList<quint64> {4, 5, 6, 8, 9, 10}));
}

void ModelsTest::connectionsOfOthersArePassedOver()
{
    ConnectionTableModel model;
    model.setConnections(Role::Server, QStringLiteral("s"), {});
    model.update({connection(1, ConnectionResult::Established, QStringLiteral("S"))});
    QCOMPARE(model.rowCount(), 0);
}

void ModelsTest::tensOfThousandsOfConnections()
{
    ConnectionTableModel model;
    model.setConnections(Role::Server, QStringLiteral("s"), {});
    constexpr int kBatches = 5000;
    constexpr int kPerBatch = 10;
    quint64 id = 0;
    QElapsedTimer timer;
    timer.start();
    for (int batch = 0; batch < kBatches; ++batch) {
        QList<ObservedConnection> added;
        for (int i = 0; i < kPerBatch; ++i) {
            added.append(connection(++id));
        }
        model.update(added);
    }
    QCOMPARE(model.rowCount(), kBatches * kPerBatch);
    // A quadratic model needs minutes for this.
    QVERIFY2(timer.elapsed() < 10'000, qPrintable(QString::number(timer.elapsed())));
    model.drop({1, 2, 3});
    QCOMPARE(model.rowCount(), kBatches * kPerBatch - 3);
}

void ModelsTest::messagesGrow()
{
    MessageTableModel model;
    const QAbstractItemModelTester tester(&model);
    ConnectionRecord record;
    record.id = 5;
    record.messages = {message(0, Direction::Sent, QByteArray::fromHex("01000000"))};
    model.setRecord(std::make_shared<const ConnectionRecord>(record));
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    record.messages.append(message(1, Direction::Received, QByteArray::fromHex("02000000")));
    model.setRecord(std::make_shared<const ConnectionRecord>(record));
    QCOMPARE(reset.size(), 0);
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(cell(model, 0, MessageTableModel::MessageColumn), QStringLiteral("client_hello"));
    QCOMPARE(cell(model, 0, MessageTableModel::DirectionColumn), QStringLiteral("sent"));
    QCOMPARE(cell(model, 1, MessageTableModel::MessageColumn), QStringLiteral("server_hello"));
    QCOMPARE(cell(model, 1, MessageTableModel::DirectionColumn), QStringLiteral("received"));
    record.id = 6;
    record.messages.removeLast();
    model.setRecord(std::make_shared<const ConnectionRecord>(record));
    QCOMPARE(reset.size(), 1);
    QCOMPARE(model.rowCount(), 1);
    model.setRecord({});
    QCOMPARE(model.rowCount(), 0);
}

void ModelsTest::messageTitles_data()
{
    QTest::addColumn<int>("contentType");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<int>("records");
    QTest::addColumn<QString>("title");
    QTest::newRow("handshake") << 22 << QByteArray::fromHex("14000000") << 1
                               << QStringLiteral("finished");
    QTest::newRow("alert") << 21 << QByteArray::fromHex("0230") << 1
                           << QStringLiteral("alert: fatal unknown_ca (48)");
    QTest::newRow("truncated alert")
        << 21 << QByteArray::fromHex("02") << 1 << QStringLiteral("alert");
    QTest::newRow("ccs") << 20 << QByteArray::fromHex("01") << 1
                         << QStringLiteral("change_cipher_spec");
    QTest::newRow("data") << 23 << QByteArray() << 3
                          << QStringLiteral("application_data (3 records)");
    QTest::newRow("empty handshake") << 22 << QByteArray() << 1 << QStringLiteral("handshake");
}

void ModelsTest::messageTitles()
{
    QFETCH(int, contentType);
    QFETCH(QByteArray, bytes);
    QFETCH(int, records);
    QFETCH(QString, title);
    TraceMessage made = message(0, Direction::Sent, bytes);
    made.contentType = static_cast<std::uint8_t>(contentType);
    made.records = records;
    QCOMPARE(MessageTableModel::title(made), title);
}

void ModelsTest::errorsAndAlerts()
{
    ErrorTableModel model;
    const QAbstractItemModelTester tester(&model);
    ConnectionRecord record;
    record.alerts = {{Direction::Received, 2, 40, 100}};
    record.errors = {{ErrorSource::OpenSsl, 0x0A000410, QStringLiteral("sslv3 alert")},
                     {ErrorSource::System, 111, QStringLiteral("Connection refused")}};
    model.setRecord(record);
    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(cell(model, 0, ErrorTableModel::TextColumn),
             QStringLiteral("received: fatal handshake_failure (40)"));
    QCOMPARE(cell(model, 1, ErrorTableModel::CodeColumn), QStringLiteral("0A000410"));
    QCOMPARE(cell(model, 2, ErrorTableModel::CodeColumn), QStringLiteral("111"));
}

void ModelsTest::certificatesAreDraggedOut()
{
    tests::WindowFixture fixture;
    fixture.addCertificates();
    const StoreEntry server = *fixture.workbench().certificates().find("server");
    const QByteArray pem = certificatePem(certificatesOf(server), false);
    auto model = std::make_unique<CertificateTableModel>();
    StoreEntry namesake = *fixture.workbench().certificates().find("root");
    namesake.name = server.name; // as in a file that was opened
    model->setEntries({server, namesake});
    const std::unique_ptr<QMimeData> data(
        model->mimeData({model->index(0, 3), model->index(0, 4), model->index(1, 3)}));
    QCOMPARE(data->text().count("BEGIN CERTIFICATE"), 2);
    QVERIFY(data->text().startsWith(QString::fromLatin1(pem)));
    QVERIFY(!data->text().contains("PRIVATE KEY"));
    const QList<QUrl> urls = data->urls();
    QCOMPARE(urls.size(), 2);
    QCOMPARE(urls.at(0).fileName(), QStringLiteral("server.pem"));
    QCOMPARE(urls.at(1).fileName(), QStringLiteral("server 2.pem"));
    QCOMPARE(readFile(urls.at(0).toLocalFile(), 1 << 20).value_or(QByteArray()), pem);
    const std::unique_ptr<QMimeData> next(model->mimeData({model->index(1, 0)}));
    QVERIFY(QFile::exists(urls.at(0).toLocalFile())); // the other program may still read it
    model.reset();
    QVERIFY(!QFile::exists(urls.at(0).toLocalFile()));

    const NavigationTreeModel tree(fixture.workbench());
    const QModelIndex index = tree.find(NavigationKind::Certificate, "server");
    QVERIFY(tree.flags(index).testFlag(Qt::ItemIsDragEnabled));
    const QModelIndex section = tree.find(NavigationKind::CertificateStore);
    QVERIFY(!tree.flags(section).testFlag(Qt::ItemIsDragEnabled));
    const std::unique_ptr<QMimeData> dragged(tree.mimeData({index}));
    QCOMPARE(dragged->text(), QString::fromLatin1(pem));
    QCOMPARE(dragged->urls().size(), 1);
    QCOMPARE(tree.mimeData({section}), nullptr);
}

void ModelsTest::certificates()
{
    tests::WindowFixture fixture;
    fixture.addCertificates();
    CertificateTableModel model;
    const QAbstractItemModelTester tester(&model);
    model.setEntries(fixture.workbench().certificates().entries());
    QCOMPARE(model.rowCount(), 3);
    const int row = model.rowOf(QStringLiteral("no key"));
    QVERIFY(row >= 0);
    QCOMPARE(cell(model, row, CertificateTableModel::PrivateKeyColumn), QStringLiteral("no"));
    QCOMPARE(cell(model, row, CertificateTableModel::StatusColumn), QStringLiteral("valid"));
    QCOMPARE(cell(model, row, CertificateTableModel::SanColumn), QStringLiteral("dns:alone.test"));
    QCOMPARE(model.rowOf(QStringLiteral("No key")), -1);
    QSignalSpy renames(&model, &CertificateTableModel::renameRequested);
    QVERIFY(model.setData(model.index(row, CertificateTableModel::NameColumn),
                          QStringLiteral("alone"),
                          Qt::EditRole));
    QCOMPARE(renames.size(), 1);
    QCOMPARE(renames.first().at(1).toString(), QStringLiteral("alone"));
}

void ModelsTest::navigationFollowsTheWorkbench()
{
    tests::WindowFixture fixture;
    NavigationTreeModel model(fixture.workbench());
    const QAbstractItemModelTester tester(&model);
    QCOMPARE(model.rowCount(), 3);
    fixture.addCertificates();
    const QModelIndex store = model.find(NavigationKind::CertificateStore);
    QCOMPARE(model.rowCount(store), 3);

    QVERIFY(fixture.startServer(QStringLiteral("b")) != 0);
    QVERIFY(fixture.startServer(QStringLiteral("a")) != 0);
    const QPersistentModelIndex a = model.find(NavigationKind::Server, QStringLiteral("a"));
    QVERIFY(a.isValid());
    QTRY_COMPARE(a.data(NavigationTreeModel::StateWordRole).toString(),
                 QStringLiteral("listening"));
    QVERIFY(fixture.workbench().removeServer(QStringLiteral("b")));
    QVERIFY(a.isValid());
    QCOMPARE(a.row(), 0);
    fixture.workbench().stopServer(QStringLiteral("a"));
    QTRY_COMPARE(a.data(NavigationTreeModel::StateWordRole).toString(), QStringLiteral("stopped"));
    QVERIFY(!model.find(NavigationKind::Server, QStringLiteral("A")).isValid());

    QVERIFY(fixture.workbench().addClient(tests::WindowFixture::client(QStringLiteral("c"), 443)));
    QVERIFY(model.find(NavigationKind::Client, QStringLiteral("c")).isValid());
    QVERIFY(fixture.workbench().removeCertificate(QStringLiteral("no key")));
    QCOMPARE(model.rowCount(store), 2);
}

void ModelsTest::navigationRenames()
{
    tests::WindowFixture fixture;
    fixture.addCertificates();
    NavigationTreeModel model(fixture.workbench());
    const QAbstractItemModelTester tester(&model);
    QSignalSpy renames(&model, &NavigationTreeModel::renameRequested);
    const QModelIndex index = model.find(NavigationKind::Certificate, QStringLiteral("root"));
    QVERIFY(index.flags().testFlag(Qt::ItemIsEditable));
    QVERIFY(!model.find(NavigationKind::ServersSection).flags().testFlag(Qt::ItemIsEditable));
    QVERIFY(!model.setData(index, QStringLiteral("  "), Qt::EditRole));
    QVERIFY(model.setData(index, QStringLiteral("Root"), Qt::EditRole));
    QCOMPARE(renames.size(), 1);
    QVERIFY(fixture.workbench().renameCertificate(QStringLiteral("root"), QStringLiteral("Root")));
    QVERIFY(model.find(NavigationKind::Certificate, QStringLiteral("Root")).isValid());
}

void ModelsTest::rowsAreCopiedAsText()
{
    ConnectionTableModel model;
    model.setConnections(Role::Server, QStringLiteral("s"), {connection(1), connection(2)});
    DataTable table(QStringLiteral("table"));
    table.setModel(&model);
    table.selectAll();
    for (const int hidden : {ConnectionTableModel::TimeColumn,
                             ConnectionTableModel::SuiteColumn,
                             ConnectionTableModel::DurationColumn,
                             ConnectionTableModel::FindingColumn}) {
        table.setColumnHidden(hidden, true);
    }
    QCOMPARE(table.selectedText(),
             QStringLiteral("127.0.0.1:10001\tdone\tTLS 1.3\n127.0.0.1:10002\tdone\tTLS 1.3"));
}

void ModelsTest::paletteFilters()
{
    const QList<PaletteEntry> entries {{QStringLiteral("Start"), {}, {}, {}},
                                       {QStringLiteral("Server: shop"), {}, {}, {}},
                                       {QStringLiteral("Client: shop server"), {}, {}, {}}};
    const auto texts = [&](const QString& typed) {
        QStringList found;
        for (const PaletteEntry& entry : CommandPalette::filtered(entries, typed)) {
            found.append(entry.text);
        }
        return found;
    };
    QCOMPARE(texts(QString()).size(), 3);
    QCOMPARE(texts(QStringLiteral("SHOP ser")),
             (QStringList {QStringLiteral("Server: shop"), QStringLiteral("Client: shop server")}));
    QCOMPARE(texts(QStringLiteral("client")), QStringList {QStringLiteral("Client: shop server")});
    QVERIFY(texts(QStringLiteral("nothing like it")).isEmpty());
}

} // namespace workbench

QTEST_MAIN(workbench::ModelsTest)
#include "models_test.moc"
