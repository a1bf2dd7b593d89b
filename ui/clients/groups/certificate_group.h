#pragma once

#include "ui/clients/groups/client_group.h"
#include "ui/common/window_context.h"

class QComboBox;

namespace workbench {

class PreflightView;

/// The client certificate, and whether it is fit for use.
class CertificateGroup : public ClientGroup
{
    Q_OBJECT

public:
    CertificateGroup(const WindowContext& context, QObject* parent);

    void show(const ClientProfile& profile) override;
    void read(ClientProfile& profile) const override;
    void check() override;
    void checkWhole(const ClientProfile& profile) override;

private:
    WindowContext m_context;
    QComboBox* m_certificate;
    FormField* m_field;
    PreflightView* m_preflight;
    QString m_preflightOf;
};

} // namespace workbench
