#pragma once

#include <QObject>

namespace workbench {

/// Turns SIGINT and SIGTERM into a Qt signal, so that a command can end in order.
class Termination : public QObject
{
    Q_OBJECT

public:
    explicit Termination(QObject* parent = nullptr);

Q_SIGNALS:
    void requested();
};

} // namespace workbench
