#include "core/certificates/store_folder.h"

#include "core/certificates/certificate_text.h"

#include <QFile>
#include <QFileInfo>

namespace workbench {

std::filesystem::path nativePath(const QString& path)
{
    return QFile::encodeName(path).toStdString();
}

Error folderError(const QString& folder, const QString& message, const std::error_code& code)
{
    const bool denied = code == std::errc::permission_denied
        || code == std::errc::operation_not_permitted || code == std::errc::read_only_file_system;
    const QString reason = QString::fromLocal8Bit(code.message().c_str());
    return {.code = denied ? ErrorCode::PermissionDenied : ErrorCode::FileFault,
            .message = message.arg(folder, reason),
            .remedy
            = CertificateText::tr("Change the folder's owner or permissions, or use another "
                                  "folder."),
            .where = folder,
            .nativeCode = static_cast<quint64>(code.value()),
            .nativeText = reason};
}

Error storeWriteError(const QString& folder, Error error)
{
    const bool ofFolder
        = error.code == ErrorCode::PermissionDenied || error.code == ErrorCode::FileFault;
    if (!ofFolder) {
        return error;
    }
    error.message = CertificateText::tr("The certificate folder “%1” cannot be written: %2.")
                        .arg(folder, error.nativeText);
    error.remedy = error.code == ErrorCode::PermissionDenied
        ? CertificateText::tr("Change the folder's owner or permissions, or use another folder.")
        : CertificateText::tr("Look whether the disk is full or was taken away, or use another "
                              "folder.");
    return error;
}

Result<void> ensureStoreFolder(const QString& folder)
{
    const QString message = CertificateText::tr("The certificate folder “%1” cannot be made: %2.");
    if (QFileInfo(folder).isDir()) {
        return {};
    }
    const std::filesystem::path path = nativePath(folder);
    std::error_code code;
    if (std::filesystem::exists(path, code)) {
        return fail(folderError(folder, message, std::make_error_code(std::errc::not_a_directory)));
    }
    std::filesystem::create_directories(path.parent_path(), code);
    if (!code) {
        std::filesystem::create_directory(path, code);
    }
    if (code) {
        return fail(folderError(folder, message, code));
    }
    std::filesystem::permissions(path, std::filesystem::perms::owner_all, code);
    return {};
}

} // namespace workbench
