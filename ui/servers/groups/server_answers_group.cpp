#include "ui/servers/groups/server_answers_group.h"

#include "core/workbench/resolution/server_checks.h"
#include "ui/common/combo_values.h"
#include "ui/common/text.h"

#include <QLineEdit>

namespace workbench {

ServerAnswersGroup::ServerAnswersGroup(QObject* parent)
    : ServerGroup(parent, QStringLiteral("serverAnswersGroup"), tr("Answers"))
    , m_mode(named(new QComboBox, "serverAnswer"))
    , m_text(line("serverAnswerText"))
    , m_delay(line("serverAnswerDelay", tr("none")))
    , m_rate(line("serverAnswerRate", tr("as fast as it goes")))
{
    addItem(m_mode, tr("Send back what comes (echo)"), AnswerMode::Echo);
    addItem(m_mode, tr("A small HTTP page about the handshake"), AnswerMode::Http);
    addItem(m_mode, tr("Read and say nothing (discard)"), AnswerMode::Discard);
    addItem(m_mode, tr("A text, then read (banner)"), AnswerMode::Banner);
    addItem(m_mode, tr("A file, then close"), AnswerMode::File);
    addItem(m_mode, tr("A recorded dialogue, then close"), AnswerMode::Script);
    addItem(m_mode, tr("Nothing"), AnswerMode::None);
    addField(new FormField(
        tr("After the handsha&ke"), m_mode, tr("What a client gets once it is connected.")));
    m_textField = addField(new FormField(tr("Te&xt or file"),
                                         m_text,
                                         tr("The text of a banner, with \\r, \\n, \\t, \\xNN and "
                                            "\\\\; the path of the file, or of one with lines of "
                                            "“send TEXT” and “expect TEXT”.")),
                           "answer");
    m_delayField = addField(new FormField(tr("Delay before an answer"),
                                          m_delay,
                                          tr("Like 500 ms or 2 s, before every answer.")),
                            "answer-delay");
    m_rateField = addField(
        new FormField(tr("Bytes a second"), m_rate, tr("So many at most, of data to each client.")),
        "answer-rate");
    connect(m_mode, &QComboBox::currentIndexChanged, this, &ServerAnswersGroup::changed);
}

void ServerAnswersGroup::show(const ServerProfile& profile)
{
    choose(m_mode, profile.answer.mode);
    m_text->setText(profile.answer.text);
    const Milliseconds delay = profile.answer.delay;
    m_delay->setText(delay.count() == 0 ? QString() : toText(delay));
    m_rate->setText(numberOrNothing(profile.answer.bytesPerSecond));
}

void ServerAnswersGroup::read(ServerProfile& profile) const
{
    profile.answer.mode = chosen<AnswerMode>(m_mode);
    profile.answer.text = m_text->text();
    profile.answer.delay = parseDuration(m_delay->text()).value_or(Milliseconds(0));
    profile.answer.bytesPerSecond = m_rate->text().toInt();
}

void ServerAnswersGroup::check()
{
    const auto mode = chosen<AnswerMode>(m_mode);
    m_text->setEnabled(mode == AnswerMode::File || mode == AnswerMode::Banner
                       || mode == AnswerMode::Script);
    const Result<void> checked = checkAnswer({.mode = mode, .text = m_text->text()});
    m_textField->setProblem(checked ? QString() : errorText(checked.error()));
    checkPace();
}

void ServerAnswersGroup::checkPace()
{
    const QString delay = m_delay->text().trimmed();
    const Result<Milliseconds> duration = parseDuration(delay);
    m_delayField->setProblem(delay.isEmpty() || duration ? QString() : errorText(duration.error()));
    const QString rate = m_rate->text().trimmed();
    bool isNumber = false;
    const int bytes = rate.toInt(&isNumber);
    const bool fits = rate.isEmpty() || (isNumber && bytes >= 1 && bytes <= kMostBytesPerSecond);
    m_rateField->setProblem(fits ? QString()
                                 : tr("A whole number from 1 to %1.").arg(kMostBytesPerSecond));
}

} // namespace workbench
