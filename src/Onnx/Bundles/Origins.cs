using Slimfront.Search.Spaces;

namespace Slimfront.Onnx.Bundles;

/// <summary>What a study says of the terms under which its data and its teacher are.</summary>
/// <param name="DataLicence">Of the data; empty where it is not stated.</param>
/// <param name="TeacherFile">The file of the teacher that was given; empty where none was.</param>
/// <param name="TeacherLicence">Of that file; empty where it is not stated.</param>
public sealed record Origins(string DataLicence, string TeacherFile, string TeacherLicence)
{
    private const string Unstated = "not stated. Ask whoever gave it to you before you pass this on";

    /// <summary>As a study's settings say it.</summary>
    public static Origins Of(Configuration settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return new(
            settings.Text("data.licence", ""),
            settings.Text("teacher.file", ""),
            settings.Text("teacher.licence", "")
        );
    }

    /// <summary>What a card says of it, a sentence each.</summary>
    internal IEnumerable<string> Lines
    {
        get
        {
            yield return $"Licence of the data: {Said(DataLicence)}.";
            if (TeacherFile.Length > 0)
                yield return $"Teacher: {Path.GetFileName(TeacherFile)}. Its licence: {Said(TeacherLicence)}.";
        }
    }

    private static string Said(string licence) => licence.Length > 0 ? licence : Unstated;
}
