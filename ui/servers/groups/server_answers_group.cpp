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
{
    addItem(m_mode, tr("Send back what comes (echo)"), AnswerMode::Echo);
    addItem(m_mode, tr("A small HTTP page about the handshake"), AnswerMode::Http);
    addItem(m_mode, tr("Read and say nothing (discard)"), AnswerMode::Discard);
    addItem(m_mode, tr("A text, then read (banner)"), AnswerMode::Banner);
    addItem(m_mode, tr("A file, then close"), AnswerMode::File);
    addItem(m_mode, tr("Nothing"), AnswerMode::None);
    addField(new FormField(
        tr("After the handsha&ke"), m_mode, tr("What a client gets once it is connected.")));
    m_textField = addField(new FormField(tr("Te&xt or file"),
                                         m_text,
                                         tr("The text of a banner, or the path of the file.")),
                           "answer");
    connect(m_mode, &QComboBox::currentIndexChanged, this, &ServerAnswersGroup::changed);
}

void ServerAnswersGroup::show(const ServerProfile& profile)
{
    choose(m_mode, profile.answer.mode);
    m_text->setText(profile.answer.text);
}

void ServerAnswersGroup::read(ServerProfile& profile) const
{
    profile.answer.mode = chosen<AnswerMode>(m_mode);
    profile.answer.text = m_text->text();
}

void ServerAnswersGroup::check()
{
    const auto mode = chosen<AnswerMode>(m_mode);
    m_text->setEnabled(mode == AnswerMode::File || mode == AnswerMode::Banner);
    const Result<void> checked = checkAnswer({mode, m_text->text()});
    m_textField->setProblem(checked ? QString() : errorText(checked.error()));
}

} // namespace workbench
