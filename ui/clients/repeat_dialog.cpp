#include "ui/clients/repeat_dialog.h"

#include "ui/common/form_field.h"
#include "ui/common/text.h"

#include <QLineEdit>
#include <QSpinBox>

namespace workbench {

namespace {

constexpr int kMostConnections = 1'000'000;
constexpr int kUsualConnections = 10;

} // namespace

RepeatDialog::RepeatDialog(const QString& client, QWidget* parent)
    : FormDialog(
        QStringLiteral("repeatDialog"), tr("Repeat “%1”").arg(client), tr("&Connect"), parent)
    , m_count(named(new QSpinBox, "repeatCount"))
    , m_interval(named(new QLineEdit(toText(Milliseconds(0))), "repeatInterval"))
{
    m_count->setRange(1, kMostConnections);
    m_count->setValue(kUsualConnections);
    addField(new FormField(tr("&How many"),
                           m_count,
                           tr("One after the other, each with its own record, closed as soon as it "
                              "stands.")));
    auto* interval
        = new FormField(tr("&Pause"), m_interval, tr("Between two of them, e.g. 250 ms or 1 s."));
    addField(interval);
    addCheck([this, interval] {
        const Result<Milliseconds> pause = parseDuration(m_interval->text());
        interval->setProblem(pause ? QString() : errorText(pause.error()));
    });
    connect(m_interval, &QLineEdit::textChanged, this, &RepeatDialog::revalidate);
    revalidate();
    resize(440, 180);
    finishForm();
    m_count->setFocus();
    m_count->selectAll();
}

void RepeatDialog::apply()
{
    if (const Result<Milliseconds> pause = parseDuration(m_interval->text())) {
        Q_EMIT chosen(m_count->value(), *pause);
        accept();
    }
}

} // namespace workbench
