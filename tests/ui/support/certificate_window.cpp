#include "tests/ui/support/certificate_window.h"

#include "ui/certificates/certificates_page.h"

#include <QComboBox>
#include <QTabBar>
#include <QTest>

namespace workbench::tests {

void CertificateWindow::openCertificates()
{
    m_fixture = std::make_unique<WindowFixture>();
    m_fixture->addCertificates();
    QVERIFY(m_fixture->workbench().addCertificate("issuer", m_fixture->pki().intermediate()));
    QVERIFY(m_fixture->workbench().addCertificate("incomplete",
                                                  m_fixture->pki().serverWithoutIntermediate()));
    openWindow();
    m_window->resize(1200, 800);
    m_window->showCertificate("server");
    QTest::keyClick(find<QComboBox>(m_window.get(), "chainTrustChoice"), Qt::Key_Down);
}

void CertificateWindow::select(const char* name) const
{
    find<CertificatesPage>(m_window.get(), "certificatesPage")->select(QString::fromLatin1(name));
}

void CertificateWindow::showTab(Tab tab) const
{
    auto* bar = find<QTabBar>(m_window.get(), "entryViewBar");
    const int index = static_cast<int>(tab);
    QTest::mouseClick(bar, Qt::LeftButton, {}, bar->tabRect(index).center());
    QCOMPARE(bar->currentIndex(), index);
}

} // namespace workbench::tests
