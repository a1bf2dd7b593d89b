#include "core/base/atomic_file.h"
#include "core/certificates/ocsp_response.h"
#include "core/connection/connection_tap.h"
#include "tests/ui/support/certificate_window.h"
#include "ui/clients/client_dialog.h"
#include "ui/servers/server_dialog.h"

#include <QComboBox>
#include <QLabel>
#include <QTest>

#include <algorithm>

namespace workbench {

using tests::click;
using tests::find;
using tests::textOf;
using tests::type;

/// What the dialogs say of certificates follows what else is set in them.
class DialogPreflightTest : public tests::CertificateWindow
{
    Q_OBJECT

private Q_SLOTS:

    void init() { openCertificates(); }

    void cleanup() { closeWindow(); }

    void levelIsTheOneInForce_data();
    void levelIsTheOneInForce();
    void staplesOfOtherCertificatesAreTold();

private:
    QWidget* openDialog(const QString& end) const;
    static bool says(const QWidget* widget, const QString& words);
};

/// Of a new client or server; the window takes it away.
QWidget* DialogPreflightTest::openDialog(const QString& end) const
{
    const WindowContext context = m_fixture->context();
    QDialog* dialog = end == QStringLiteral("client")
        ? static_cast<QDialog*>(new ClientDialog(context, {}, m_window.get()))
        : new ServerDialog(context, {}, m_window.get());
    dialog->show();
    return dialog;
}

bool DialogPreflightTest::says(const QWidget* widget, const QString& words)
{
    const QList<QLabel*> labels = widget->findChildren<QLabel*>();
    return std::any_of(labels.begin(), labels.end(), [&](const QLabel* label) {
        return label->isVisibleTo(widget) && label->text().contains(words);
    });
}

void DialogPreflightTest::levelIsTheOneInForce_data()
{
    QTest::addColumn<QString>("end"); // of the connection
    QTest::addColumn<QString>("group"); // where that is
    QTest::addColumn<QString>("field");
    const QString group = QStringLiteral("serverCertificatesGroupButton");
    QTest::newRow("client") << "client"
                            << "clientCertificateGroupButton"
                            << "clientCertificate";
    QTest::newRow("server") << "server" << group << "serverCertificate";
    QTest::newRow("server, by name") << "server" << group << "serverMoreCertificates";
}

/// The versions decide it as well as what is chosen.
void DialogPreflightTest::levelIsTheOneInForce()
{
    QFETCH(const QString, end);
    QFETCH(const QString, group);
    QFETCH(const QString, field);
    QVERIFY(m_fixture->workbench().addCertificate("weak", m_fixture->pki().weakServer()));
    QWidget* dialog = openDialog(end);
    const auto named = [](const QString& name) { return name.toUtf8(); };
    QVERIFY(click(dialog, named(group).constData()));
    if (auto* box = dialog->findChild<QComboBox*>(field)) {
        const int index = box->findData(QStringLiteral("weak"));
        box->setCurrentIndex(index < 0 ? box->findText(QStringLiteral("weak")) : index);
    } else {
        find<QComboBox>(dialog, "serverCertificate")->setCurrentText("server");
        QVERIFY(type(dialog, named(field).constData(), "weak"));
    }
    const QString elsewhere = QStringLiteral("Peers at security level 2");
    const QString here = QStringLiteral("too weak for security level");
    const QString usual = QStringLiteral("%1 %2,").arg(here).arg(defaultSecurityLevel());
    const QString expected = defaultSecurityLevel() < 2 ? elsewhere : usual;
    QTRY_VERIFY(says(dialog, expected));
    const QByteArray old = named(end + QStringLiteral("Versions1.0"));
    QVERIFY(click(dialog, old.constData()));
    QTRY_VERIFY(says(dialog, elsewhere) && !says(dialog, here));
    QVERIFY(click(dialog, old.constData()));
    QTRY_VERIFY(says(dialog, expected));
    auto* level = find<QComboBox>(dialog, named(end + QStringLiteral("SecurityLevel")).constData());
    level->setCurrentIndex(level->findData(1));
    QTRY_VERIFY(says(dialog, elsewhere) && !says(dialog, here));
    level->setCurrentIndex(level->findData(3));
    QTRY_VERIFY(says(dialog, here + QStringLiteral(" 3,")));
}

/// Each certificate is asked about with the response that goes out with it.
void DialogPreflightTest::staplesOfOtherCertificatesAreTold()
{
    const auto make = [this](const char* name, const StoreEntry& entry) {
        const auto certificate = certificatesOf(entry).certificate;
        const auto made = makeOcspResponse(certificate.get(), {}, m_fixture->pki().intermediate());
        return made && writeFileAtomically(m_fixture->path(name), *made);
    };
    const CertificateStore& store = m_fixture->workbench().certificates();
    QVERIFY(make("server.der", *store.find("server")));
    QVERIFY(make("incomplete.der", *store.find("incomplete")));
    const QString own = m_fixture->path("server.der");
    const QString other = m_fixture->path("incomplete.der");
    const QString told = QStringLiteral("The OCSP response is for another certificate");
    QWidget* dialog = openDialog("server");
    find<QComboBox>(dialog, "serverCertificate")->setCurrentText("server");
    auto* stapling = find<QComboBox>(dialog, "serverStapling");
    stapling->setCurrentIndex(stapling->findText("stapled from files"));
    QVERIFY(click(dialog, "serverCertificatesGroupButton"));
    QVERIFY(type(dialog, "serverStaple", other));
    QTRY_VERIFY(textOf(dialog, "serverPreflightItem0").contains(told));
    QVERIFY(type(dialog, "serverStaple", own));
    QTRY_COMPARE(textOf(dialog, "serverPreflightVerdict"),
                 QStringLiteral("Pre-flight: it is ready."));
    QVERIFY(type(dialog, "serverMoreCertificates", "incomplete"));
    QVERIFY(type(dialog, "serverStaple", own + ", " + own));
    QTRY_VERIFY(says(find(dialog, "serverMorePreflight0"), told));
    QVERIFY(type(dialog, "serverStaple", own + ", " + other));
    QTRY_VERIFY(find(dialog, "serverMorePreflight0")->isVisible()
                && !says(find(dialog, "serverMorePreflight0"), told));
}

} // namespace workbench

QTEST_MAIN(workbench::DialogPreflightTest)
#include "dialog_preflight_test.moc"
