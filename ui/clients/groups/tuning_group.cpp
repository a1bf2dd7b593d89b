#include "ui/clients/groups/tuning_group.h"

#include "core/workbench/resolution/common_checks.h"
#include "ui/common/problem_text.h"
#include "ui/common/tuning_fields.h"

#include <QCheckBox>
#include <QHBoxLayout>
#include <QLineEdit>

namespace workbench {

TuningGroup::TuningGroup(QObject* parent)
    : ClientGroup(parent, QStringLiteral("clientTuningGroup"), tr("Ciphers and key log"))
    , m_tuning(new TuningFields(QStringLiteral("client"), this))
    , m_keyLog(line("clientKeyLog"))
    , m_capture(line("clientCapture"))
    , m_captureSecrets(box("clientCaptureSecrets", tr("with the secrets")))
{
    for (const TuningFields::Row& row : m_tuning->rows()) {
        addField(row.field, row.where);
    }
    m_keyLogField = addField(new FormField(tr("Key &log file"),
                                           m_keyLog,
                                           tr("For Wireshark. Whoever reads it can decrypt the "
                                              "connections.")),
                             "keylog");
    connect(m_tuning, &TuningFields::changed, this, &TuningGroup::changed);
    auto* capture = named(new QWidget, "clientCaptureRow");
    auto* row = new QHBoxLayout(capture);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_capture, 1);
    row->addWidget(m_captureSecrets);
    capture->setFocusProxy(m_capture);
    m_capture->setAccessibleName(tr("Capture file"));
    m_captureSecrets->setToolTip(
        tr("Wireshark then shows what was said, to whoever has the file."));
    m_captureField = addField(
        new FormField(tr("Ca&pture file"),
                      capture,
                      tr("pcapng with the records of the newest connection, for Wireshark; "
                         "of several in a row each has a numbered one.")),
        "pcap-secrets");
}

void TuningGroup::show(const ClientProfile& profile)
{
    m_tuning->show(profile.tuning);
    m_keyLog->setText(profile.keyLogPath);
    m_capture->setText(profile.capturePath);
    m_captureSecrets->setChecked(profile.captureSecrets);
}

void TuningGroup::read(ClientProfile& profile) const
{
    m_tuning->read(profile.tuning);
    profile.keyLogPath = m_keyLog->text().trimmed();
    profile.capturePath = m_capture->text().trimmed();
    profile.captureSecrets = m_captureSecrets->isEnabled() && m_captureSecrets->isChecked();
}

void TuningGroup::allowLegacySuites(bool allow)
{
    m_tuning->allowLegacySuites(allow);
}

void TuningGroup::check()
{
    m_tuning->check();
    const QString capture = m_capture->text().trimmed();
    m_captureSecrets->setEnabled(!capture.isEmpty());
    m_keyLogField->setProblem(problemText(checkKeyLog(m_keyLog->text().trimmed())));
    m_captureField->setProblem(problemText(checkTarget(capture)));
}

} // namespace workbench
