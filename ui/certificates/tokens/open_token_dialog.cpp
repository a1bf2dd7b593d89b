#include "ui/certificates/tokens/open_token_dialog.h"

#include "core/certificates/tokens/token_threads.h"
#include "ui/common/form_field.h"
#include "ui/common/text.h"
#include "ui/common/themed_icon.h"

#include <QComboBox>
#include <QFileDialog>
#include <QLineEdit>
#include <QListWidget>

namespace workbench {
namespace {

/// What a list of tokens says of one, in words.
QString tokenText(const TokenFacts& facts)
{
    QString text
        = OpenTokenDialog::tr("%1 — %2, number %3").arg(facts.label, facts.model, facts.serial);
    switch (facts.tries) {
    case PinTries::Locked:
        return OpenTokenDialog::tr("%1 (locked)").arg(text);
    case PinTries::Last:
        return OpenTokenDialog::tr("%1 (one PIN try left)").arg(text);
    case PinTries::Low:
        return OpenTokenDialog::tr("%1 (few PIN tries left)").arg(text);
    case PinTries::Enough:
        break;
    }
    return text;
}

} // namespace

OpenTokenDialog::OpenTokenDialog(QWidget* parent)
    : FormDialog(QStringLiteral("openTokenDialog"), tr("Open a token"), tr("&Open"), parent)
    , m_module(named(new QComboBox, "tokenModule"))
    , m_tokens(named(new QListWidget, "tokenList"))
{
    m_module->addItem(tr("Those that are registered on this computer"), QString());
    m_module->addItem(themedIcon(QStringLiteral("actions/folder")), tr("Choose a module file…"));
    m_moduleField
        = new FormField(tr("&Modules"),
                        m_module,
                        tr("A module is the library of the token's maker, like libsofthsm2.so."));
    m_tokensField = new FormField(tr("&Token"), m_tokens);
    addField(m_moduleField);
    addField(m_tokensField);
    addCheck([this] { check(); });
    connect(m_module, &QComboBox::activated, this, [this](int index) {
        if (index == m_module->count() - 1) {
            chooseFile();
        } else {
            search();
        }
    });
    connect(m_tokens, &QListWidget::currentRowChanged, this, &OpenTokenDialog::revalidate);
    connect(m_tokens, &QListWidget::itemActivated, this, [this] {
        if (isComplete()) {
            apply();
        }
    });
    resize(560, height());
    finishForm();
    search();
}

QString OpenTokenDialog::module() const
{
    return m_module->currentData().toString();
}

void OpenTokenDialog::chooseFile()
{
    m_module->setCurrentIndex(m_searched); // until there is one
    auto* dialog = new QFileDialog(this, tr("Choose a PKCS#11 module"));
    dialog->setObjectName(QStringLiteral("tokenModuleDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        if (m_module->findData(path) < 0) {
            m_module->insertItem(1, path, path);
        }
        m_module->setCurrentIndex(m_module->findData(path));
        search();
    });
    dialog->open();
}

void OpenTokenDialog::search()
{
    m_searching = true;
    m_searched = m_module->currentIndex();
    m_problem.clear();
    m_warning.clear();
    m_found.clear();
    m_tokens->clear();
    revalidate();
    inTokenThread(
        this,
        [path = module()] {
            Answer answer;
            answer.tokens = findTokens(path, &answer.faults);
            return answer;
        },
        [this, number = ++m_searches](const Answer& answer) {
            if (number == m_searches) { // else another module was chosen meanwhile
                showTokens(answer);
            }
        });
}

void OpenTokenDialog::showTokens(const Answer& answer)
{
    m_searching = false;
    m_problem = answer.tokens ? QString() : errorText(answer.tokens.error());
    m_warning = answer.faults.isEmpty() ? QString() : errorText(answer.faults.first());
    m_found = answer.tokens.value_or(QList<TokenFacts>());
    for (const TokenFacts& facts : std::as_const(m_found)) {
        auto* item
            = new QListWidgetItem(themedIcon(QStringLiteral("actions/key")), tokenText(facts));
        item->setToolTip(tr("By %1, through %2").arg(facts.manufacturer, facts.uri.module));
        m_tokens->addItem(item);
    }
    if (!m_found.isEmpty()) {
        m_tokens->setCurrentRow(0);
    }
    revalidate();
    growToContent();
}

void OpenTokenDialog::check()
{
    m_moduleField->setProblem(m_problem);
    if (m_problem.isEmpty()) {
        m_moduleField->setWarning(m_warning);
    }
    if (m_searching) {
        m_tokensField->setMissing(tr("Looking for tokens…"));
    } else if (m_found.isEmpty()) {
        m_tokensField->setMissing(
            tr("There is no token. Plug one in and open this dialog again, or choose its module."));
    } else if (m_tokens->currentRow() < 0) {
        m_tokensField->setMissing(tr("Choose a token."));
    } else {
        m_tokensField->setProblem({});
    }
}

void OpenTokenDialog::apply()
{
    Q_EMIT chosen(toText(m_found.at(m_tokens->currentRow()).uri));
    accept();
}

} // namespace workbench
