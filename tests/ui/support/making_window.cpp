#include "tests/ui/support/making_window.h"

#include <QPointer>
#include <QTest>

namespace workbench::tests {

void MakingWindow::make(const QString& kind, const QString& name, const QString& issuer)
{
    const QPointer<QWidget> dialog = open("newCertificate", "newCertificateDialog");
    QVERIFY(!dialog.isNull());
    choose(dialog, "certificateKind", kind);
    QVERIFY(type(dialog, "certificateName", name));
    if (!issuer.isEmpty()) {
        choose(dialog, "certificateIssuer", issuer);
    }
    QVERIFY(click(dialog, "newCertificateDialogAccept"));
    QTRY_VERIFY(dialog.isNull());
    QCOMPARE(entry(name).name, name);
}

} // namespace workbench::tests
