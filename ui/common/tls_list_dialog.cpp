#include "ui/common/tls_list_dialog.h"

#include "ui/common/data_table.h"
#include "ui/common/form_field.h"
#include "ui/common/tls_list_model.h"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QVBoxLayout>

namespace workbench {

QString titleOf(TlsList list)
{
    switch (list) {
    case TlsList::Ciphers:
        return TlsListDialog::tr("Ciphers to TLS 1.2");
    case TlsList::Suites:
        return TlsListDialog::tr("Suites of TLS 1.3");
    case TlsList::Groups:
        return TlsListDialog::tr("Key exchange groups");
    case TlsList::Signatures:
        return TlsListDialog::tr("Signature algorithms");
    }
    return {};
}

TlsListDialog::TlsListDialog(TlsList list,
                             const QString& name,
                             const QStringList& chosen,
                             QWidget* parent)
    : QDialog(parent)
    , m_model(new TlsListModel(tlsListChoices(list), chosen, this))
    , m_filtered(new QSortFilterProxyModel(this))
    , m_search(new QLineEdit)
    , m_table(new DataTable(name + QStringLiteral("Table")))
    , m_up(new QPushButton(tr("Move &up")))
    , m_down(new QPushButton(tr("Move &down")))
    , m_count(new QLabel)
{
    setObjectName(name);
    setWindowTitle(titleOf(list));
    m_search->setObjectName(name + QStringLiteral("Search"));
    m_search->setPlaceholderText(tr("Search"));
    m_search->setAccessibleName(tr("Search"));
    m_search->setClearButtonEnabled(true);
    m_up->setObjectName(name + QStringLiteral("Up"));
    m_down->setObjectName(name + QStringLiteral("Down"));
    m_count->setObjectName(name + QStringLiteral("Count"));
    m_filtered->setSourceModel(m_model);
    m_filtered->setFilterKeyColumn(-1);
    m_filtered->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_table->setAccessibleName(titleOf(list));
    m_table->setModel(m_filtered);
    m_table->setSortingEnabled(false); // the order is what is chosen here
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel);
    buttons->button(QDialogButtonBox::Ok)->setObjectName(name + QStringLiteral("Accept"));
    buttons->button(QDialogButtonBox::Cancel)->setObjectName(name + QStringLiteral("Cancel"));
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_search);
    layout->addWidget(m_table);
    layout->addWidget(makeOrderButtons());
    layout->addWidget(buttons);
    resize(1000, 560);
    connect(m_search, &QLineEdit::textChanged, m_filtered, [this](const QString& text) {
        m_filtered->setFilterFixedString(text.trimmed());
        showState();
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, [this] {
        showState();
    });
    connect(m_model, &TlsListModel::chosenChanged, this, &TlsListDialog::showState);
    // Return in the search goes to what was found, and does not end the choice.
    for (QDialogButtonBox::StandardButton which :
         {QDialogButtonBox::Ok, QDialogButtonBox::Cancel}) {
        buttons->button(which)->setAutoDefault(false);
        buttons->button(which)->setDefault(false);
    }
    m_up->setAutoDefault(false);
    m_down->setAutoDefault(false);
    connect(m_search, &QLineEdit::returnPressed, m_table, [this] { m_table->setFocus(); });
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    m_table->selectRow(0);
    m_table->setFocus();
    showState();
}

QWidget* TlsListDialog::makeOrderButtons()
{
    auto* row = new QWidget;
    auto* layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_up);
    layout->addWidget(m_down);
    layout->addStretch();
    layout->addWidget(m_count);
    connect(m_up, &QPushButton::clicked, this, [this] { moveCurrent(-1); });
    connect(m_down, &QPushButton::clicked, this, [this] { moveCurrent(1); });
    return row;
}

void TlsListDialog::moveCurrent(int by)
{
    const int row = m_filtered->mapToSource(m_table->currentIndex()).row();
    if (m_model->move(row, by)) {
        m_table->selectRow(m_filtered->mapFromSource(m_model->index(row + by, 0)).row());
    }
}

/// Places are those of the whole list: while a search hides some, nothing moves.
void TlsListDialog::showState()
{
    const int row = m_table->currentRow();
    const bool whole = m_search->text().trimmed().isEmpty();
    m_up->setEnabled(whole && row > 0);
    m_down->setEnabled(whole && row >= 0 && row < m_model->rowCount() - 1);
    const auto number = m_model->chosen().size();
    m_count->setText(number == 0 ? tr("None is chosen: the library's default applies.")
                                 : tr("%n chosen", nullptr, static_cast<int>(number)));
}

QStringList TlsListDialog::chosen() const
{
    return m_model->chosen();
}

} // namespace workbench
