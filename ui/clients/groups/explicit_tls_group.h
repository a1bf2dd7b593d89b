#pragma once

#include "ui/clients/groups/client_group.h"

class QComboBox;

namespace workbench {

/// Explicit TLS: in which protocol a connection in clear comes to TLS, or by hand.
class ExplicitTlsGroup : public ClientGroup
{
    Q_OBJECT

public:
    explicit ExplicitTlsGroup(QObject* parent);

    void show(const ClientProfile& profile) override;
    void read(ClientProfile& profile) const override;
    void check() override;
    void checkWhole(const ClientProfile& profile) override;

    /// `word`: of --starttls; empty: TLS at once.
    void setProtocol(const QString& word);

Q_SIGNALS:
    /// The port that is usual for what was chosen.
    void portUsual(quint16 port);

private:
    QString word() const;
    void choose();

    QComboBox* m_protocol;
    QLineEdit* m_script;
    FormField* m_protocolField;
    FormField* m_scriptField;
};

} // namespace workbench
