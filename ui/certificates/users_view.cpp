#include "ui/certificates/users_view.h"

#include "core/workbench/workbench.h"
#include "ui/certificates/opened_choices.h"
#include "ui/certificates/own_entry.h"
#include "ui/common/themed_icon.h"

#include <QLabel>
#include <QListWidget>
#include <QStackedLayout>

namespace workbench {

namespace {

constexpr int kIsServerRole = Qt::UserRole;
constexpr int kNameRole = Qt::UserRole + 1;

} // namespace

UsersView::UsersView(const WindowContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_list(new QListWidget)
    , m_stack(new QStackedLayout(this))
{
    auto* nobody = new QLabel(tr("No server and no client uses this certificate."));
    nobody->setAlignment(Qt::AlignCenter);
    nobody->setWordWrap(true);
    m_list->setObjectName(QStringLiteral("certificateUsers"));
    m_list->setAccessibleName(tr("Servers and clients that use the certificate"));
    m_list->setToolTip(tr("Double-click or Enter leads there."));
    m_list->setFrameShape(QFrame::NoFrame);
    m_stack->addWidget(nobody);
    m_stack->addWidget(m_list);
    connect(m_list, &QListWidget::itemActivated, this, &UsersView::open);
}

void UsersView::setEntry(const StoreEntry& entry)
{
    m_list->clear();
    const bool canBeUsed
        = canBeUsedInPlace(entry) || isOwnEntry(m_context.workbench.certificates(), entry);
    const QList<CertificateUser> users
        = canBeUsed ? m_context.workbench.certificateUsers(entry) : QList<CertificateUser>();
    for (const CertificateUser& user : users) {
        const bool isServer = user.role == Role::Server;
        auto* item = new QListWidgetItem(themedIcon(isServer ? QStringLiteral("actions/server")
                                                             : QStringLiteral("actions/client")),
                                         isServer ? tr("Server “%1”").arg(user.name)
                                                  : tr("Client “%1”").arg(user.name),
                                         m_list);
        item->setData(kIsServerRole, isServer);
        item->setData(kNameRole, user.name);
    }
    m_list->setCurrentRow(0);
    m_stack->setCurrentIndex(users.isEmpty() ? 0 : 1);
}

int UsersView::count() const
{
    return m_list->count();
}

void UsersView::open(const QListWidgetItem* item)
{
    const QString name = item->data(kNameRole).toString();
    if (item->data(kIsServerRole).toBool()) {
        Q_EMIT serverChosen(name);
    } else {
        Q_EMIT clientChosen(name);
    }
}

} // namespace workbench
