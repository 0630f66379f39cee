using System.Collections.Immutable;

namespace Slimfront.Reports;

/// <summary>Writes what came out of a study in one form.</summary>
/// <remarks>
/// The same model gives the same bytes on every machine, in every culture, at any time. Files appear whole or not at all.
/// </remarks>
public interface IReportFormat
{
    /// <summary>Writes the report's files into a directory, replacing earlier ones.</summary>
    /// <param name="model">What to report.</param>
    /// <param name="directory">Where to; made if it is not there.</param>
    /// <returns>The names of the files, the one to open first at the front.</returns>
    /// <exception cref="Search.UserErrorException">A file cannot be written.</exception>
    ImmutableArray<string> Write(ReportModel model, string directory);
}
