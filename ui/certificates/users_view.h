#pragma once

#include "ui/common/window_context.h"

#include <QWidget>

class QListWidget;
class QListWidgetItem;
class QStackedLayout;

namespace workbench {

struct StoreEntry;

/// The servers and clients that use an entry; choosing one leads to it.
class UsersView : public QWidget
{
    Q_OBJECT

public:
    explicit UsersView(const WindowContext& context, QWidget* parent = nullptr);

    void setEntry(const StoreEntry& entry);

    int count() const;

Q_SIGNALS:
    void serverChosen(const QString& name);
    void clientChosen(const QString& name);

private:
    void open(const QListWidgetItem* item);

    WindowContext m_context;
    QListWidget* m_list;
    QStackedLayout* m_stack;
};

} // namespace workbench
