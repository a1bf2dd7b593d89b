#include "core/workbench/passphrase_keeper.h"
#include "tests/ui/support/fake_storage.h"
#include "tests/ui/support/window_fixture.h"
#include "ui/certificates/export_dialog.h"
#include "ui/certificates/import_review_dialog.h"
#include "ui/certificates/making/publish_dialogs.h"
#include "ui/certificates/making/renew_dialog.h"
#include "ui/certificates/making/revoke_dialog.h"
#include "ui/certificates/making/sign_request_dialog.h"
#include "ui/certificates/new_certificate_dialog.h"
#include "ui/certificates/passphrases/passphrase_dialog.h"
#include "ui/certificates/password_dialog.h"
#include "ui/certificates/tokens/open_token_dialog.h"
#include "ui/certificates/tokens/pin_dialog.h"
#include "ui/clients/client_dialog.h"
#include "ui/common/collapsible_group.h"
#include "ui/main_window/about_dialog.h"
#include "ui/main_window/main_window.h"
#include "ui/main_window/shortcuts_dialog.h"
#include "ui/servers/server_dialog.h"

#include <QAbstractScrollArea>
#include <QAccessible>
#include <QAction>
#include <QComboBox>
#include <QMenuBar>
#include <QTabBar>
#include <QTest>

namespace workbench {

using tests::find;
using tests::WindowFixture;

/// Whoever cannot see the window or cannot use a mouse gets everywhere: each control that takes
/// the keyboard has an object name (for tests) and an accessible name (for screen readers).
class AccessibilityTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void mainWindow();
    void dialogs();
    void tabOrderReachesEverythingInTheClientDialog();
    void everyActionHasAName();
    void shortcutsAreUnique();

private:
    static QStringList nameless(const QWidget& root);
};

QStringList AccessibilityTest::nameless(const QWidget& root)
{
    QStringList found;
    for (QWidget* widget : root.findChildren<QWidget*>()) {
        // A button that is hidden until it has something to offer gets its name with its text.
        const bool takesKeyboard
            = (widget->focusPolicy() & Qt::TabFocus) != 0 && !widget->isHidden();
        // Parts that Qt makes inside others are spoken with those.
        const bool innerPart = widget->objectName().startsWith(QLatin1String("qt_"))
            || qobject_cast<QComboBox*>(widget->parentWidget()) != nullptr
            || widget->parentWidget()->inherits("QComboBoxPrivateContainer")
            || qobject_cast<QMenuBar*>(widget) != nullptr
            || widget->inherits("QLineEditIconButton");
        if (!takesKeyboard || innerPart) {
            continue;
        }
        QAccessibleInterface* interface = QAccessible::queryAccessibleInterface(widget);
        const QString spoken
            = interface == nullptr ? QString() : interface->text(QAccessible::Name);
        if (widget->objectName().isEmpty() || spoken.isEmpty()) {
            found.append(QStringLiteral("%1 “%2” named “%3” in %4")
                             .arg(QLatin1String(widget->metaObject()->className()),
                                  widget->objectName(),
                                  spoken,
                                  widget->parentWidget()->objectName()));
        }
    }
    return found;
}

void AccessibilityTest::mainWindow()
{
    WindowFixture fixture;
    fixture.addCertificates();
    QVERIFY(fixture.startServer(QStringLiteral("s")) != 0);
    QVERIFY(fixture.workbench().addClient(WindowFixture::client(QStringLiteral("c"), 443)));
    MainWindow window(fixture.workbench());
    window.show();
    QVERIFY(tests::waitForPages(window));
    const QStringList found = nameless(window);
    QVERIFY2(found.isEmpty(), qPrintable(found.join(QLatin1Char('\n'))));
}

void AccessibilityTest::dialogs()
{
    WindowFixture fixture;
    fixture.addCertificates();
    tests::FakeStorage::State desktop;
    fixture.workbench().passphrases().setStorage(std::make_unique<tests::FakeStorage>(desktop));
    const StoreEntry entry = fixture.workbench().certificates().entries().first();
    const std::vector<std::unique_ptr<QDialog>> dialogs = [&] {
        std::vector<std::unique_ptr<QDialog>> made;
        made.push_back(std::make_unique<ServerDialog>(fixture.context(), QString()));
        made.push_back(std::make_unique<ClientDialog>(fixture.context(), QString()));
        made.push_back(std::make_unique<NewCertificateDialog>(fixture.context()));
        made.push_back(std::make_unique<ExportDialog>(fixture.context(), entry));
        made.push_back(std::make_unique<RenewDialog>(fixture.context(), entry));
        made.push_back(std::make_unique<RevokeDialog>(fixture.context(), entry, entry));
        made.push_back(std::make_unique<PublishListDialog>(fixture.context(), entry));
        made.push_back(std::make_unique<OcspDialog>(fixture.context(), entry, entry));
        made.push_back(std::make_unique<SignRequestDialog>(
            fixture.context(),
            makeSigningRequest({.subject = QStringLiteral("CN=x"), .mustStaple = true},
                               fixture.pki().root().key.get())
                .value(),
            QStringLiteral("x.csr")));
        made.push_back(
            std::make_unique<PasswordDialog>(PasswordDialog::Of::Key,
                                             QStringLiteral("x"),
                                             QString(),
                                             nullptr,
                                             KeepFields(fixture.context(), "spki").rows()));
        made.push_back(std::make_unique<PassphraseDialog>(fixture.context(), entry));
        made.push_back(std::make_unique<ImportReviewDialog>(
            fixture.context(),
            importRows(fixture.workbench().certificates(),
                       {},
                       {{.origin = QStringLiteral("x.pem"),
                         .wish = {},
                         .content = readImport(*toPem(fixture.pki().client()), {}, {})}},
                       kUsualSoonDays)));
        made.push_back(std::make_unique<OpenTokenDialog>());
        made.push_back(std::make_unique<PinDialog>(
            QStringLiteral("Cards"), Error {.code = ErrorCode::PasswordNeeded, .message = "PIN"}));
        made.push_back(std::make_unique<AboutDialog>(QStringLiteral("/tmp"), nullptr));
        made.push_back(std::make_unique<ShortcutsDialog>(QList<QAction*>(), nullptr));
        return made;
    }();
    for (const auto& dialog : dialogs) {
        const QStringList found = nameless(*dialog);
        QVERIFY2(found.isEmpty(), qPrintable(found.join(QLatin1Char('\n'))));
        QVERIFY(!dialog->windowTitle().isEmpty());
    }
}

void AccessibilityTest::tabOrderReachesEverythingInTheClientDialog()
{
    WindowFixture fixture;
    ClientDialog dialog(fixture.context(), {});
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    for (CollapsibleGroup* group : dialog.findChildren<CollapsibleGroup*>()) {
        group->setOpen(true);
    }
    dialog.show();
    dialog.activateWindow();
    find(&dialog, "clientHost")->setFocus();
    QStringList reached;
    for (int i = 0; i < 100; ++i) { // once around
        QWidget* focus = dialog.focusWidget();
        reached.append(focus->objectName());
        QTest::keyClick(focus, Qt::Key_Tab);
    }
    for (const char* name :
         {"clientHost",          "clientPort",       "clientName",         "clientVersionsPreset",
          "clientVersions1.3",   "clientVerify",     "clientTimeout",      "clientTrustSystem",
          "clientCertificate",   "clientTlsLimit",   "clientIdleLimit",    "clientDataLimit",
          "clientAddressFamily", "clientServerName", "clientAlpn",         "clientCiphers",
          "clientKeyLog",        "clientConnectNow", "clientDialogAccept", "clientDialogCancel"}) {
        QVERIFY2(reached.contains(QLatin1String(name)),
                 qPrintable(QStringLiteral("%1 is not among %2")
                                .arg(QLatin1String(name), reached.join(QLatin1Char(' ')))));
    }
    QVERIFY(reached.indexOf(QStringLiteral("clientHost"))
            < reached.indexOf(QStringLiteral("clientPort")));
    QVERIFY(reached.indexOf(QStringLiteral("clientPort"))
            < reached.indexOf(QStringLiteral("clientTimeout")));
}

void AccessibilityTest::everyActionHasAName()
{
    WindowFixture fixture;
    const MainWindow window(fixture.workbench());
    int named = 0;
    for (const QAction* action : window.actions()) {
        QVERIFY2(!action->objectName().isEmpty(), qPrintable(action->text()));
        QVERIFY2(!action->text().isEmpty(), qPrintable(action->objectName()));
        ++named;
    }
    QVERIFY(named > 30);
}

void AccessibilityTest::shortcutsAreUnique()
{
    WindowFixture fixture;
    const MainWindow window(fixture.workbench());
    QMap<QString, QString> owners;
    for (const QAction* action : window.actions()) {
        for (const QKeySequence& keys : action->shortcuts()) {
            const QString text = keys.toString();
            QVERIFY2(!owners.contains(text),
                     qPrintable(QStringLiteral("%1: %2 and %3")
                                    .arg(text, owners.value(text), action->objectName())));
            owners.insert(text, action->objectName());
        }
    }
    // The keys that people know.
    const QMap<QString, QString> promised {
        {QStringLiteral("Ctrl+N"), QStringLiteral("newClient")},
        {QStringLiteral("Ctrl+Shift+N"), QStringLiteral("newServer")},
        {QStringLiteral("Ctrl+I"), QStringLiteral("import")},
        {QStringLiteral("Ctrl+V"), QStringLiteral("paste")},
        {QStringLiteral("F5"), QStringLiteral("repeat")},
        {QStringLiteral("Esc"), QStringLiteral("cancel")},
        {QStringLiteral("Del"), QStringLiteral("remove")},
        {QStringLiteral("F2"), QStringLiteral("rename")},
        {QStringLiteral("Ctrl+F"), QStringLiteral("find")},
        {QStringLiteral("Ctrl+1"), QStringLiteral("tab1")},
        {QStringLiteral("Ctrl+7"), QStringLiteral("tab7")},
        {QStringLiteral("Alt+Return"), QStringLiteral("properties")},
        {QStringLiteral("F1"), QStringLiteral("helpHere")},
        {QStringLiteral("Ctrl+K"), QStringLiteral("palette")},
        {QStringLiteral("Ctrl+Z"), QStringLiteral("undo")},
    };
    for (auto it = promised.begin(); it != promised.end(); ++it) {
        QCOMPARE(owners.value(it.key()), it.value());
    }
}

} // namespace workbench

QTEST_MAIN(workbench::AccessibilityTest)
#include "accessibility_test.moc"
