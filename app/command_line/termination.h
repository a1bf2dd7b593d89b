#pragma once

#include <QObject>

namespace workbench {

/// Turns SIGINT, SIGTERM and, unless it is ignored, SIGHUP into a Qt signal, so that a command can
/// end in order; where it is wanted SIGUSR1 as well, for what can be switched on and off.
class Termination : public QObject
{
    Q_OBJECT

public:
    explicit Termination(QObject* parent = nullptr);

    /// A signal that ends has come, whether or not anything ran since.
    static bool wasRequested();

    void watchSwitch(); ///< SIGUSR1, which would end the program otherwise

Q_SIGNALS:
    void requested();
    void switched(); ///< after watchSwitch()
};

} // namespace workbench
