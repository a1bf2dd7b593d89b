#include "tests/ui/support/window_fixture.h"

#include "core/trace/tls_library.h"
#include "tests/support/slowness.h"
#include "ui/common/background.h"
#include "ui/common/gesture_manager.h"

#include <QAbstractButton>
#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>

namespace workbench::tests {

WindowFixture::WindowFixture()
    : m_settings(std::make_unique<QSettings>(m_folder.filePath(QStringLiteral("window.ini")),
                                             QSettings::IniFormat))
{
    makeGestureManager();
    m_workbench = std::make_unique<Workbench>(m_folder.path());
    // Once in a process: Qt's backend is chosen before the first TLS call.
    static const bool kLibraryReady = initializeTlsLibrary().has_value();
    const bool ready = kLibraryReady && m_workbench->open();
    if (!ready) {
        qFatal("The workbench cannot be opened.");
    }
}

WindowFixture::~WindowFixture()
{
    waitForBackground(); // as the program does at its end
}

void WindowFixture::addCertificates()
{
    KeyMaterial alone = m_pki.server({QStringLiteral("dns:alone.test")});
    alone.key.reset();
    const bool added = m_workbench->addCertificate(QStringLiteral("root"), m_pki.root())
        && m_workbench->addCertificate(QStringLiteral("server"), m_pki.server())
        && m_workbench->addCertificate(QStringLiteral("no key"), alone);
    if (!added) {
        qFatal("The certificates cannot be added.");
    }
}

quint16 WindowFixture::startServer(const QString& name)
{
    return startServer({{.name = name}, {QStringLiteral("server")}});
}

quint16 WindowFixture::startServer(const ServerProfile& profile)
{
    const QString name = profile.name;
    if (!m_workbench->addServer(profile) || !m_workbench->startServer(name)) {
        return 0;
    }
    const bool listening = QTest::qWaitFor(
        [&] { return m_workbench->serverStatus(name).state == ServerState::Listening; });
    return listening ? m_workbench->serverStatus(name).port : 0;
}

ClientProfile WindowFixture::client(const QString& name, quint16 port)
{
    ClientProfile profile;
    profile.name = name;
    profile.host = QStringLiteral("localhost");
    profile.port = port;
    profile.trust = {.system = false, .store = true, .files = {}};
    return profile;
}

bool waitForPages(const QWidget& window)
{
    const auto areThere = [&window] {
        return find(&window, "certificatesPage") != nullptr
            && find(&window, "serverPage") != nullptr && find(&window, "clientPage") != nullptr;
    };
    return QTest::qWaitFor(areThere, kUsualWait);
}

bool click(const QWidget* root, const char* name)
{
    auto* button = find<QAbstractButton>(root, name);
    if (button == nullptr || !button->isVisible() || !button->isEnabled()) {
        qWarning("The button “%s” cannot be clicked.", name);
        return false;
    }
    // Nobody clicks what is scrolled away.
    for (QWidget* parent = button->parentWidget(); parent != nullptr;
         parent = parent->parentWidget()) {
        if (auto* area = qobject_cast<QScrollArea*>(parent)) {
            QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
            area->ensureWidgetVisible(button);
        }
    }
    QTest::mouseClick(button, Qt::LeftButton);
    return true;
}

bool type(const QWidget* root, const char* name, const QString& text)
{
    auto* field = find<QLineEdit>(root, name);
    if (field == nullptr || !field->isEnabled()) {
        qWarning("Nothing can be typed into “%s”.", name);
        return false;
    }
    field->setFocus();
    field->selectAll();
    QTest::keyClick(field, Qt::Key_Delete);
    QTest::keyClicks(field, text);
    return true;
}

QString textOf(const QWidget* root, const char* name)
{
    if (const auto* label = find<QLabel>(root, name)) {
        return label->text();
    }
    const auto* field = find<QLineEdit>(root, name);
    return field == nullptr ? QString() : field->text();
}

} // namespace workbench::tests
