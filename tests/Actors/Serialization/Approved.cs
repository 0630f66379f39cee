using System.Runtime.CompilerServices;

namespace Slimfront.Actors.Tests.Serialization;

/// <summary>Texts that a person approved, beside the tests that compare with them.</summary>
internal static class Approved
{
    public static string Text(string name, [CallerFilePath] string caller = "") =>
        File.ReadAllText(Beside(caller, name)).ReplaceLineEndings("\n");

    /// <summary>Fails where a text is not the approved one, and leaves it beside that for review.</summary>
    public static void Check(string name, string text, [CallerFilePath] string caller = "")
    {
        var received = Beside(caller, Path.ChangeExtension(name, ".received.txt"));
        File.Delete(received);
        if (text != Text(name, caller))
            File.WriteAllText(received, text);
        Assert.That(text, Is.EqualTo(Text(name, caller)), $"If this is meant, approve {received}.");
    }

    private static string Beside(string caller, string name) =>
        Path.Combine(Path.GetDirectoryName(caller)!, name);
}
