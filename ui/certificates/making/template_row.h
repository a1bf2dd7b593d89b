#pragma once

#include "core/certificates/certificate_template.h"

#include <QWidget>

class QComboBox;
class QToolButton;

namespace workbench {

/// Chooses, saves and removes templates. The name of a new one is typed where one is chosen.
class TemplateRow : public QWidget
{
    Q_OBJECT

public:
    explicit TemplateRow(const QString& folder, QWidget* parent = nullptr);

    /// Keeps it under the name that stands there. Errors as of TemplateFolder::save().
    Result<void> save(const CertificateRequest& request);

    /// Puts one back that was removed, and chooses it. Errors as of TemplateFolder::save().
    Result<void> restore(const QString& name, const CertificateRequest& request);

    QString name() const; ///< what stands there
    bool isOwn() const; ///< one that is saved and can be removed
    QString saveProblem() const; ///< why nothing can be saved under the name; empty: it can

Q_SIGNALS:
    void chosen(const workbench::CertificateRequest& request);
    void saveWanted();
    void removed(const QString& name, const workbench::CertificateRequest& request);
    void failed(const workbench::Error& error);

private:
    void fill(const QString& current);
    void choose(int index);
    void remove();
    void updateButtons();

    TemplateFolder m_folder;
    QList<CertificateTemplate> m_templates;
    QComboBox* m_names;
    QToolButton* m_save;
    QToolButton* m_remove;
};

} // namespace workbench
