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

    /// The certificate has to be fit for it; -1: the library's default.
    void setSecurityLevel(int level);

private:
    void showPreflight(const QString& certificate);

    WindowContext m_context;
    QComboBox* m_certificate;
    FormField* m_field;
    PreflightView* m_preflight;
    QString m_preflightOf;
    int m_level = -1;
};

} // namespace workbench
