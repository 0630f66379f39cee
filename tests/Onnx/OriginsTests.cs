using Slimfront.Onnx.Bundles;
using Slimfront.Search.Spaces;

namespace Slimfront.Onnx.Tests;

/// <summary>A card says the terms that the study states, and asks where it states none.</summary>
public sealed class OriginsTests
{
    [Test]
    public void What_is_stated_is_said_and_the_teacher_only_where_one_was_given()
    {
        Assert.That(
            Lines(("data.licence", "CC-BY-4.0")),
            Is.EqualTo((string[])["Licence of the data: CC-BY-4.0."])
        );
        Assert.That(
            Lines(("teacher.file", "/models/vit.onnx"), ("teacher.licence", "MIT")),
            Is.EqualTo(
                (string[])
                    [
                        "Licence of the data: not stated. Ask whoever gave it to you before you pass this on.",
                        "Teacher: vit.onnx. Its licence: MIT.",
                    ]
            )
        );
    }

    private static IEnumerable<string> Lines(params (string Key, string Value)[] settings) =>
        Origins.Of(Configuration.Of([.. settings.Select(s => (s.Key, Value.Of(s.Value)))])).Lines;
}
