#include "tests/ui/support/window_test.h"
#include "ui/certificates/password_dialog.h"
#include "ui/certificates/tokens/open_token_dialog.h"
#include "ui/common/form_field.h"

#include <QAction>
#include <QComboBox>
#include <QLineEdit>
#include <QListWidget>
#include <QPointer>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QSpinBox>

namespace workbench {

using tests::find;

/// Whoever opens a form can type at once.
class DialogFocusTest : public tests::WindowTest
{
    Q_OBJECT

private Q_SLOTS:
    void init();

    void cleanup() { closeWindow(); }

    void firstFieldHasTheKeyboard_data();
    void firstFieldHasTheKeyboard();
    void passwordIsTypedAtOnce_data();
    void passwordIsTypedAtOnce();
    void whatCannotBeChangedIsPassedOver();
    void comesBackAfterWork();
    void rowsAreWhole();
    void rowsThatSayMoreLaterAreWhole();
};

namespace {

/// A form with the rows that it is given.
class AnyForm : public FormDialog
{
public:
    explicit AnyForm(const QList<QWidget*>& editors)
        : FormDialog(QStringLiteral("form"), QStringLiteral("Form"), QStringLiteral("&Do it"))
    {
        setAttribute(Qt::WA_DeleteOnClose, false);
        for (QWidget* editor : editors) {
            addField(new FormField(QStringLiteral("Row"),
                                   editor,
                                   QStringLiteral("Between two of them, e.g. 250 ms or 1 s.")));
        }
        finishForm();
    }

    using FormDialog::setBusy;

protected:
    void apply() override { accept(); }
};

} // namespace

void DialogFocusTest::init()
{
    m_fixture = std::make_unique<tests::WindowFixture>();
    m_fixture->addCertificates();
    openWindow();
}

void DialogFocusTest::firstFieldHasTheKeyboard_data()
{
    QTest::addColumn<QString>("action");
    QTest::addColumn<QString>("dialog");
    QTest::addColumn<QString>("field");
    const auto row = [](const char* action, const char* dialog, const char* field) {
        QTest::newRow(action) << action << dialog << field;
    };
    row("setPassphrase", "passphraseDialog", "newPassphrase");
    row("renewCertificate", "renewDialog", "renewKey");
    row("export", "exportDialog", "exportWhat");
    // These choose themselves.
    row("newCertificate", "newCertificateDialog", "certificateName");
    row("newClient", "clientDialog", "clientHost");
    row("newServer", "serverDialog", "serverCertificate");
}

void DialogFocusTest::firstFieldHasTheKeyboard()
{
    QFETCH(const QString, action);
    QFETCH(const QString, dialog);
    QFETCH(const QString, field);
    m_window->showCertificate(QStringLiteral("server"));
    QVERIFY(find<QAction>(m_window.get(), qPrintable(action))->isEnabled());
    const QPointer<QWidget> form = open(qPrintable(action), qPrintable(dialog));
    QVERIFY(form);
    QTRY_VERIFY(form->isActiveWindow());
    QVERIFY(form->focusWidget() != nullptr);
    QCOMPARE(form->focusWidget()->objectName(), field);
    QVERIFY(form->focusWidget()->hasFocus());
}

void DialogFocusTest::passwordIsTypedAtOnce_data()
{
    QTest::addColumn<QString>("reason");
    QTest::newRow("at first") << QString();
    QTest::newRow("again") << QStringLiteral("The password is wrong.");
}

void DialogFocusTest::passwordIsTypedAtOnce()
{
    QFETCH(const QString, reason);
    const QPointer<PasswordDialog> dialog = new PasswordDialog(
        PasswordDialog::Of::File, QStringLiteral("shop.p12"), reason, m_window.get());
    dialog->open();
    QTRY_VERIFY(dialog->isActiveWindow());
    for (const char letter : QByteArray("secret")) {
        QTest::keyClick(dialog->windowHandle(), letter);
    }
    QCOMPARE(dialog->password(), QByteArray("secret"));
}

void DialogFocusTest::whatCannotBeChangedIsPassedOver()
{
    auto* shown = new QLineEdit;
    shown->setReadOnly(true);
    auto* grey = new QLineEdit;
    grey->setEnabled(false);
    auto* line = new QLineEdit;
    AnyForm form({shown, grey, line});
    form.open();
    QCOMPARE(form.focusWidget(), line);
}

void DialogFocusTest::comesBackAfterWork()
{
    auto* first = new QLineEdit;
    auto* second = new QLineEdit;
    AnyForm form({first, second});
    form.open();
    second->setFocus();
    form.setBusy(true);
    form.setBusy(false);
    QCOMPARE(form.focusWidget(), second);
}

/// At any width a hint may be wrapped into a line more once there is a scroll bar, which then
/// stays.
void DialogFocusTest::rowsAreWhole()
{
    for (int width = 300; width <= 460; width += 2) {
        AnyForm form({new QLineEdit, new QLineEdit});
        form.resize(width, 60);
        form.show();
        QCoreApplication::processEvents();
        const auto* bar = find<QScrollArea>(&form, "formForm")->verticalScrollBar();
        const auto isWhole = [bar] { return !bar->isVisible(); };
        QVERIFY2(QTest::qWaitFor(isWhole, 500), qPrintable(QString::number(width)));
    }
}

/// What is found out only after the form is shown may need more lines than were there.
void DialogFocusTest::rowsThatSayMoreLaterAreWhole()
{
    auto* dialog = new OpenTokenDialog(m_window.get());
    dialog->open();
    auto* tokens = find<QListWidget>(dialog, "tokenList");
    QTRY_VERIFY(!tokens->accessibleDescription().contains(QStringLiteral("Looking for tokens")));
    const auto* bar = find<QScrollArea>(dialog, "openTokenDialogForm")->verticalScrollBar();
    QTRY_VERIFY(!bar->isVisible());
}

} // namespace workbench

QTEST_MAIN(workbench::DialogFocusTest)
#include "dialog_focus_test.moc"
