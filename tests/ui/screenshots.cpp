// Renders the main states of the window to PNG files, to be looked at:
//   workbench_screenshots FOLDER [light|dark|high-contrast]
// QT_SCALE_FACTOR=2 renders them at twice the size.
#include "app/translations.h"
#include "core/certificates/certificate_issuer.h"
#include "core/wire/decode.h"
#include "core/workbench/opened_stores.h"
#include "tests/support/raw_peer.h"
#include "tests/ui/support/window_fixture.h"
#include "ui/certificates/compare_dialog.h"
#include "ui/certificates/export_dialog.h"
#include "ui/certificates/import_review_dialog.h"
#include "ui/certificates/making/publish_dialogs.h"
#include "ui/certificates/making/renew_dialog.h"
#include "ui/certificates/making/revoke_dialog.h"
#include "ui/certificates/making/sign_request_dialog.h"
#include "ui/certificates/new_certificate_dialog.h"
#include "ui/certificates/passphrases/keep_fields.h"
#include "ui/certificates/passphrases/passphrase_dialog.h"
#include "ui/certificates/password_dialog.h"
#include "ui/certificates/tokens/open_token_dialog.h"
#include "ui/certificates/tokens/pin_dialog.h"
#include "ui/clients/client_dialog.h"
#include "ui/common/application_style.h"
#include "ui/common/collapsible_group.h"
#include "ui/common/field_path.h"
#include "ui/common/field_tree_view.h"
#include "ui/common/field_view.h"
#include "ui/connection_view/connection_tab.h"
#include "ui/connection_view/connection_view.h"
#include "ui/main_window/main_window.h"
#include "ui/servers/server_dialog.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QLineEdit>
#include <QLocale>
#include <QScrollArea>
#include <QScrollBar>
#include <QTabWidget>
#include <QTableView>
#include <QToolButton>

#include <cstdio>
#include <utility>

using namespace workbench;
using namespace workbench::tests;

namespace {

/// Takes pictures of one window in its states, one after another.
class Photographer
{
public:
    Photographer(const QString& folder, QString suffix)
        : m_folder(folder)
        , m_suffix(std::move(suffix))
    { }

    void take(QWidget& widget, const QString& name)
    {
        QTest::qWait(120);
        // What has just changed is laid out before it is looked at.
        QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
        QCoreApplication::processEvents();
        const QString path = m_folder.filePath(QStringLiteral("%1-%2.png").arg(name, m_suffix));
        if (!widget.grab().save(path)) {
            std::fprintf(stderr, "%s cannot be written\n", qPrintable(path));
            m_failed = true;
        }
    }

    bool failed() const { return m_failed; }

private:
    QDir m_folder;
    QString m_suffix;
    bool m_failed = false;
};

void connectOnce(Workbench& workbench, const ClientProfile& profile)
{
    if (!workbench.clientProfile(profile.name)) {
        static_cast<void>(workbench.addClient(profile));
    }
    const quint64 before = workbench.clientStatus(profile.name).lastRecord;
    static_cast<void>(workbench.connectClient(profile.name));
    static_cast<void>(QTest::qWaitFor([&] {
        const ClientStatus status = workbench.clientStatus(profile.name);
        return status.lastRecord != before && !status.connecting;
    }));
}

void addMoreCertificates(WindowFixture& fixture)
{
    fixture.addCertificates();
    Workbench& workbench = fixture.workbench();
    static_cast<void>(
        workbench.addCertificate(QStringLiteral("expired shop"), fixture.pki().expiredServer()));
    static_cast<void>(
        workbench.addCertificate(QStringLiteral("client alice"), fixture.pki().client()));
    static_cast<void>(
        workbench.addCertificate(QStringLiteral("issuing CA"), fixture.pki().intermediate()));
    static_cast<void>(workbench.addCertificate(QStringLiteral("incomplete"),
                                               fixture.pki().serverWithoutIntermediate()));
    static_cast<void>(
        workbench.addCertificate(QStringLiteral("weak shop"), fixture.pki().weakServer()));
}

void fillServer(WindowFixture& fixture, quint16 port)
{
    Workbench& workbench = fixture.workbench();
    const ClientProfile good = WindowFixture::client(QStringLiteral("shop"), port);
    for (int i = 0; i < 4; ++i) {
        connectOnce(workbench, good);
    }
    ClientProfile distrustful = WindowFixture::client(QStringLiteral("without trust"), port);
    distrustful.trust = {.system = true, .store = false, .files = {}};
    connectOnce(workbench, distrustful);
    ClientProfile old = WindowFixture::client(QStringLiteral("old client"), port);
    old.versions = TlsVersion::Tls11;
    connectOnce(workbench, old);
    connectOnce(workbench, good);
}

void takeFields(MainWindow& window, Photographer& photographer)
{
    QWidget* panel = find(&window, "clientAttempts");
    auto* tree = find<FieldTreeView>(panel, "messageFieldsTree");
    tree->choose(findField(*tree->tree(), QStringLiteral("client_hello/cipher_suites")));
    tree->expand(tree->currentIndex());
    tree->setFocus();
    photographer.take(window, QStringLiteral("fields"));
    find<ConnectionView>(&window, "clientAttemptsView")
        ->tab(QStringLiteral("messagesTab"))
        ->openFind();
    static_cast<void>(type(panel, "messageFieldsFindText", QStringLiteral("localhost")));
    photographer.take(window, QStringLiteral("fields-found"));
    static_cast<void>(type(panel, "messageFieldsFindText", QStringLiteral("elsewhere")));
    photographer.take(window, QStringLiteral("fields-find"));
    QTest::keyClick(find(panel, "messageFieldsFindText"), Qt::Key_Escape);

    // A message that is cut off.
    auto* fields = find<FieldView>(panel, "messageFields");
    const auto bytes = tree->tree()->source(0);
    fields->setTree(std::make_shared<const wire::FieldTree>(
        wire::decodeHandshakeMessage(bytes.first(bytes.size() - 60), {})));
    tree->choose(tree->tree()->faultyFields().back());
    tree->setFocus();
    photographer.take(window, QStringLiteral("fields-cut-off"));

    auto* view = find<ConnectionView>(&window, "clientAttemptsView");
    view->showTab(QStringLiteral("certificatesTab"));
    find<QTabWidget>(panel, "certificateViews")->setCurrentIndex(1);
    auto* certificate = find<FieldTreeView>(panel, "certificateFieldsTree");
    certificate->choose(certificate->tree()->root().firstChild());
    certificate->expand(certificate->currentIndex());
    photographer.take(window, QStringLiteral("fields-certificate"));
}

/// A certificate looked at from every side.
void takeCertificate(MainWindow& window, Photographer& photographer)
{
    auto* views = find<QTabWidget>(&window, "entryViews");
    find<QComboBox>(&window, "chainTrustChoice")->setCurrentIndex(1);
    window.showCertificate(QStringLiteral("incomplete"));
    const auto take = [&](int tab, const char* name) {
        views->setCurrentIndex(tab);
        QTest::qWait(400);
        photographer.take(window, QStringLiteral("certificate-%1").arg(QLatin1String(name)));
    };
    take(1, "fields");
    take(2, "chain-broken");
    window.showCertificate(QStringLiteral("server"));
    take(2, "chain");
    views->setCurrentIndex(3);
    find<QLineEdit>(&window, "checkHost")->setText(QStringLiteral("elsewhere.test"));
    take(3, "checks");
    window.showCertificate(QStringLiteral("weak shop"));
    take(3, "lint");
    window.showCertificate(QStringLiteral("server"));
    take(4, "users");
    take(0, "summary");
    window.showCertificate(QStringLiteral("expired shop"));
    photographer.take(window, QStringLiteral("certificate-expired"));
}

void takeCompare(WindowFixture& fixture, Photographer& photographer)
{
    const CertificateStore& store = fixture.workbench().certificates();
    auto* compare
        = new CompareDialog(fixture.context(),
                            store.find(QStringLiteral("server")).value_or(StoreEntry {}),
                            store.find(QStringLiteral("weak shop")).value_or(StoreEntry {}));
    compare->show();
    photographer.take(*compare, QStringLiteral("dialog-compare"));
    compare->close();
    auto* server = new ServerDialog(fixture.context(), {});
    server->show();
    find<QComboBox>(server, "serverCertificate")->setCurrentText(QStringLiteral("incomplete"));
    QTest::qWait(600);
    photographer.take(*server, QStringLiteral("dialog-server-preflight"));
    static_cast<void>(click(server, "serverPreflightAll"));
    QTest::qWait(300);
    photographer.take(*server, QStringLiteral("dialog-server-preflight-all"));
    static_cast<void>(click(server, "serverPreflightAll"));
    static_cast<void>(click(server, "serverCertificatesGroupButton"));
    static_cast<void>(
        type(server, "serverMoreCertificates", QStringLiteral("server, expired shop, weak shop")));
    QTest::qWait(600);
    find<QScrollArea>(server, "serverDialogForm")
        ->ensureWidgetVisible(find(server, "serverSecurityLevel"));
    photographer.take(*server, QStringLiteral("dialog-server-preflight-more"));
    server->close();
}

void takeWindow(WindowFixture& fixture, Photographer& photographer)
{
    MainWindow window(fixture.workbench());
    window.resize(1180, 760);
    window.show();
    photographer.take(window, QStringLiteral("welcome"));

    addMoreCertificates(fixture);
    window.showCertificate(QStringLiteral("server"));
    photographer.take(window, QStringLiteral("certificates"));

    const quint16 port = fixture.startServer(QStringLiteral("shop test"));
    takeCertificate(window, photographer);
    window.showServer(QStringLiteral("shop test"));
    photographer.take(window, QStringLiteral("server-empty"));
    fillServer(fixture, port);
    window.showServer(QStringLiteral("shop test"));
    photographer.take(window, QStringLiteral("server"));
    static_cast<void>(fixture.workbench().addServer(
        {{.name = QStringLiteral("old shop")}, {QStringLiteral("expired shop")}}));
    window.showServer(QStringLiteral("old shop"));
    find<QAction>(&window, "start")->trigger();
    static_cast<void>(
        QTest::qWaitFor([&window] { return !textOf(&window, "messageBarText").isEmpty(); }));
    photographer.take(window, QStringLiteral("server-objection"));
    static_cast<void>(click(&window, "messageBarClose"));

    ClientProfile refused = WindowFixture::client(QStringLiteral("nobody there"), port);
    RawPeer free(RawPeer::Behaviour::Silence);
    refused.port = free.serverPort();
    free.close();
    connectOnce(fixture.workbench(), refused);
    window.showClient(refused.name);
    photographer.take(window, QStringLiteral("client-refused"));
    window.showClient(QStringLiteral("without trust"));
    photographer.take(window, QStringLiteral("client-untrusted"));
    static_cast<void>(click(find(&window, "clientAttempts"), "rawErrorButton"));
    find<ConnectionView>(&window, "clientAttemptsView")->showTab(QStringLiteral("certificatesTab"));
    photographer.take(window, QStringLiteral("client-untrusted-chain"));

    window.showClient(QStringLiteral("shop"));
    auto* view = find<ConnectionView>(&window, "clientAttemptsView");
    view->showTab(QStringLiteral("messagesTab"));
    photographer.take(window, QStringLiteral("client-messages"));
    takeFields(window, photographer);
    view->showTab(QStringLiteral("overviewTab"));
    photographer.take(window, QStringLiteral("client-overview"));
    fixture.workbench().sendFromClient(QStringLiteral("shop"), "Hello, server!\r\n");
    view->showTab(QStringLiteral("dataTab"));
    QTest::qWait(150);
    photographer.take(window, QStringLiteral("client-data"));
    view->showTab(QStringLiteral("bothEndsTab"));
    photographer.take(window, QStringLiteral("client-both-ends"));
    find<QAction>(&window, "palette")->trigger();
    photographer.take(window, QStringLiteral("palette"));
}

void takeNewCertificate(WindowFixture& fixture, Photographer& photographer)
{
    auto* certificate = new NewCertificateDialog(fixture.context());
    certificate->show();
    static_cast<void>(
        type(certificate, "certificateSan", QStringLiteral("*.shop.test, 127.0.0.1")));
    find<QLineEdit>(certificate, "certificateSan")
        ->setText(QStringLiteral("bücher.example, *.shop.test, 127.0.0.1, me@shop.test"));
    QTest::qWait(800);
    photographer.take(*certificate, QStringLiteral("making-new"));
    for (const char* group : {"certificateSubjectGroupButton",
                              "certificateUsageGroupButton",
                              "certificateSpecialGroupButton"}) {
        static_cast<void>(click(certificate, group));
    }
    certificate->resize(certificate->width(), 1000);
    find<QComboBox>(certificate, "certificateKey")->setCurrentIndex(9);
    find<QComboBox>(certificate, "certificateValidity")->setCurrentIndex(6);
    static_cast<void>(type(certificate, "certificateSerial", QStringLiteral("one")));
    QTest::qWait(1200);
    auto* form = find<QScrollArea>(certificate, "newCertificateDialogForm");
    form->ensureWidgetVisible(find(certificate, "certificateKey"));
    photographer.take(*certificate, QStringLiteral("making-groups"));
    form->ensureWidgetVisible(find(certificate, "certificateSerial"));
    photographer.take(*certificate, QStringLiteral("making-groups-below"));
    certificate->close();
}

void takeMaking(WindowFixture& fixture, Photographer& photographer)
{
    takeNewCertificate(fixture, photographer);
    Workbench& workbench = fixture.workbench();
    const StoreEntry root = workbench.certificates().find(QStringLiteral("root")).value();
    const StoreEntry server = workbench.certificates().find(QStringLiteral("server")).value();
    const KeyMaterial theirs = fixture.pki().client();
    CertificateRequest wishes;
    wishes.subject = QStringLiteral("CN=theirs,O=Somebody else");
    wishes.san = {QStringLiteral("dns:theirs.test")};
    wishes.mustStaple = true;
    const SigningRequestPtr request = makeSigningRequest(wishes, theirs.key.get()).value();
    static_cast<void>(workbench.addRequest(QStringLiteral("theirs"), request, theirs.key));

    const auto takeDialog = [&photographer](QDialog* dialog, const QString& name) {
        dialog->show();
        photographer.take(*dialog, name);
        dialog->close();
    };
    takeDialog(
        new SignRequestDialog(fixture.context(), request, QStringLiteral("/home/me/theirs.csr")),
        QStringLiteral("making-sign"));
    takeDialog(new RenewDialog(fixture.context(), server), QStringLiteral("making-renew"));
    takeDialog(new RevokeDialog(fixture.context(), server, root), QStringLiteral("making-revoke"));
    takeDialog(new PublishListDialog(fixture.context(), root), QStringLiteral("making-list"));
    takeDialog(new OcspDialog(fixture.context(), server, root), QStringLiteral("making-ocsp"));
    auto* passphrase = new PassphraseDialog(fixture.context(), server);
    passphrase->show();
    static_cast<void>(type(passphrase, "newPassphrase", QStringLiteral("correct horse battery")));
    takeDialog(passphrase, QStringLiteral("passphrase-new"));
    const KeepFields keep(fixture.context(), QByteArray::fromHex("00"));
    takeDialog(new PasswordDialog(PasswordDialog::Of::Key,
                                  QStringLiteral("server"),
                                  QStringLiteral("The password does not fit."),
                                  nullptr,
                                  keep.rows()),
               QStringLiteral("passphrase-asked"));
    takeDialog(new OpenTokenDialog, QStringLiteral("token-open"));
    takeDialog(new PinDialog(QStringLiteral("Test token"),
                             {.code = ErrorCode::WrongPassword,
                              .message = QStringLiteral("The PIN is wrong. One try is left.")}),
               QStringLiteral("token-pin"));
    MainWindow window(workbench);
    window.resize(1180, 760);
    window.show();
    window.showCertificate(QStringLiteral("server"));
    photographer.take(window, QStringLiteral("making-waiting"));
}

/// Stores beside "My certificates".
void takeStores(WindowFixture& fixture, Photographer& photographer)
{
    OpenedStores& stores = fixture.workbench().stores();
    const QString path = fixture.path(QStringLiteral("from the customer.pem"));
    QFile file(path);
    if (file.open(QIODevice::WriteOnly)) {
        file.write(*toPem(fixture.pki().server()));
        file.write(certificatePem(fixture.pki().expiredServer(), false));
        file.close();
    }
    MainWindow window(fixture.workbench());
    window.show();
    window.openStores({path});
    static_cast<void>(QTest::qWaitFor([&] { return stores.find(path)->entries.size() == 3; }));
    photographer.take(window, QStringLiteral("store-of-a-file"));
    window.showStore(QStringLiteral("system"));
    static_cast<void>(
        QTest::qWaitFor([&] { return !stores.find(QStringLiteral("system"))->reading; }));
    static_cast<void>(click(&window, "filterProblems"));
    photographer.take(window, QStringLiteral("store-of-the-system"));
    stores.close(path);
}

/// What was found in files that somebody dropped.
void takeImport(WindowFixture& fixture, Photographer& photographer)
{
    const auto found = [](const QString& file, const QByteArray& bytes) {
        return FoundFile {.origin = file,
                          .wish = QFileInfo(file).completeBaseName(),
                          .content = readImport(bytes, {}, file)};
    };
    const TestPki& pki = fixture.pki();
    const QList<FoundFile> files {
        found(QStringLiteral("shop.pem"), *toPem(pki.server())),
        found(QStringLiteral("last year.crt"), certificatePem(pki.expiredServer(), false)),
        found(QStringLiteral("ca.crt"), certificatePem(pki.root(), false)),
        found(QStringLiteral("stray.key"), *keyPem(pki.client())),
        found(QStringLiteral("notes.txt"), "nothing of the kind")};
    auto* dialog = new ImportReviewDialog(
        fixture.context(),
        importRows(fixture.workbench().certificates(), {}, files, kUsualSoonDays));
    dialog->show();
    photographer.take(*dialog, QStringLiteral("dialog-import"));
    dialog->close();
}

/// Every group of the client's dialog, one after the other, and one of its lists.
void takeClientGroups(WindowFixture& fixture, Photographer& photographer)
{
    auto* client = new ClientDialog(fixture.context(), {});
    client->resize(640, 940);
    client->show();
    for (CollapsibleGroup* group : client->findChildren<CollapsibleGroup*>()) {
        group->setOpen(true);
        client->resize(640, 940);
        auto* area = client->findChild<QScrollArea*>();
        area->ensureWidgetVisible(group, 0, 400);
        QCoreApplication::processEvents();
        area->verticalScrollBar()->setValue(group->mapTo(area->widget(), QPoint()).y());
        photographer.take(*client, QStringLiteral("dialog-") + group->objectName());
        group->setOpen(false);
    }
    static_cast<void>(click(client, "clientTuningGroupButton"));
    static_cast<void>(type(client, "clientCiphers", QStringLiteral("ECDHE+AESGCM:AES256-SHA:FOO")));
    static_cast<void>(click(client, "clientCiphersOffer"));
    auto* list = client->findChild<QDialog*>(QStringLiteral("clientCiphersDialog"));
    photographer.take(*list, QStringLiteral("dialog-client-ciphers"));
    list->close();
    client->close();
}

void takeDialogs(WindowFixture& fixture, Photographer& photographer)
{
    takeMaking(fixture, photographer);
    takeImport(fixture, photographer);
    auto* certificate = new NewCertificateDialog(fixture.context());
    certificate->show();
    photographer.take(*certificate, QStringLiteral("dialog-certificate"));
    certificate->close();

    const Result<StoreEntry> entry
        = fixture.workbench().certificates().find(QStringLiteral("server"));
    auto* exporting = new ExportDialog(fixture.context(), entry.value());
    exporting->show();
    find<QComboBox>(exporting, "exportForm")->setCurrentIndex(3);
    photographer.take(*exporting, QStringLiteral("dialog-export"));
    exporting->close();

    auto* server = new ServerDialog(fixture.context(), {});
    server->show();
    photographer.take(*server, QStringLiteral("dialog-server"));
    static_cast<void>(click(server, "serverTuningGroupButton"));
    server->resize(640, 900);
    photographer.take(*server, QStringLiteral("dialog-server-groups"));
    server->close();

    auto* client = new ClientDialog(fixture.context(), {});
    client->show();
    static_cast<void>(type(client, "clientHost", QStringLiteral("https://shop.test:8443/basket")));
    static_cast<void>(type(client, "clientPort", QStringLiteral("70000")));
    photographer.take(*client, QStringLiteral("dialog-client-error"));
    client->close();
    takeClientGroups(fixture, photographer);
}

} // namespace

int main(int argc, char** argv)
{
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) {
        qputenv("QT_QPA_PLATFORM", "offscreen");
    }
    QApplication application(argc, argv);
    if (argc < 2) {
        std::fprintf(stderr, "usage: workbench_screenshots FOLDER [light|dark|high-contrast]\n");
        return 2;
    }
    installTranslations(application, QLocale::c());
    const QString look = argc > 2 ? QString::fromLocal8Bit(argv[2]) : QStringLiteral("light");
    applyStyle(appearanceFromIdentifier(look));
    const QString folder = QString::fromLocal8Bit(argv[1]);
    QDir().mkpath(folder);
    WindowFixture fixture;
    Photographer photographer(
        folder, QStringLiteral("%1@%2x").arg(look).arg(application.devicePixelRatio()));
    takeWindow(fixture, photographer);
    takeStores(fixture, photographer);
    takeDialogs(fixture, photographer);
    takeCompare(fixture, photographer);
    return photographer.failed() ? 1 : 0;
}
