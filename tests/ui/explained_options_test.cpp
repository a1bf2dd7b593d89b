#include "tests/ui/support/window_fixture.h"
#include "ui/clients/client_dialog.h"
#include "ui/common/form_field.h"
#include "ui/servers/server_dialog.h"

#include <QCheckBox>
#include <QTest>

#include <algorithm>

namespace workbench {

using tests::WindowFixture;

/// Every option of a client and of a server is explained where it stands: below its editor, or in
/// its tool tip.
class ExplainedOptionsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void client();
    void server();

private:
    static QStringList unexplained(const QWidget& dialog);

    std::unique_ptr<WindowFixture> m_fixture;
};

void ExplainedOptionsTest::init()
{
    m_fixture = std::make_unique<WindowFixture>();
    m_fixture->addCertificates();
}

QStringList ExplainedOptionsTest::unexplained(const QWidget& dialog)
{
    QStringList names;
    const auto fields = dialog.findChildren<FormField*>();
    for (const FormField* field : fields) {
        if (field->message().isEmpty() && field->editor()->toolTip().isEmpty()) {
            names.append(field->editor()->objectName());
        }
    }
    const auto boxes = dialog.findChildren<QCheckBox*>();
    for (const QCheckBox* box : boxes) {
        const bool isEditor
            = std::any_of(fields.begin(), fields.end(), [box](const FormField* field) {
                  return field->editor() == box;
              });
        if (!isEditor && box->toolTip().isEmpty()) {
            names.append(box->objectName());
        }
    }
    return names;
}

void ExplainedOptionsTest::client()
{
    const ClientDialog dialog(m_fixture->context(), {});
    QVERIFY(dialog.findChildren<FormField*>().size() > 30);
    QVERIFY2(unexplained(dialog).isEmpty(), qPrintable(unexplained(dialog).join(QLatin1Char(' '))));
}

void ExplainedOptionsTest::server()
{
    const ServerDialog dialog(m_fixture->context(), {});
    QVERIFY(dialog.findChildren<FormField*>().size() > 20);
    QVERIFY2(unexplained(dialog).isEmpty(), qPrintable(unexplained(dialog).join(QLatin1Char(' '))));
}

} // namespace workbench

QTEST_MAIN(workbench::ExplainedOptionsTest)
#include "explained_options_test.moc"
