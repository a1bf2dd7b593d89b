#pragma once

#include <QHostAddress>

#include <vector>

namespace workbench::tests {

/// A port whose queue of connections is full: the system drops further attempts to connect without
/// a word.
class FullListener
{
public:
    explicit FullListener(const QHostAddress& address = QHostAddress(QHostAddress::LocalHost),
                          quint16 port = 0);
    ~FullListener();
    Q_DISABLE_COPY_MOVE(FullListener)

    quint16 port() const { return m_port; } ///< 0: it could not listen

private:
    void fill(const QHostAddress& address);

    quint16 m_port = 0;
    std::vector<int> m_descriptors;
};

} // namespace workbench::tests
