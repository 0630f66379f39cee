using System.Text.Json;
using Akka.Event;
using Slimfront.Actors.Logging;

namespace Slimfront.Actors.Tests.Logging;

public sealed class NodeLogTests
{
    private static readonly NodeLog Json = new(null, LogFormat.Json, ["s3cret\"quoted"]);

    [Test]
    public void A_JSON_line_carries_the_named_parts_of_its_message()
    {
        var line = Json.Line(
            Happened("Study {Study}: {Stage} attempt {Attempt} on {Slot}", "mine", "ab12", 3, "s/0")
        );

        var root = JsonDocument.Parse(line).RootElement;
        Assert.Multiple(() =>
        {
            Assert.That(line, Does.Not.Contain('\n'));
            Assert.That(root.GetProperty("time").GetDateTimeOffset().Offset, Is.EqualTo(TimeSpan.Zero));
            Assert.That(root.GetProperty("level").GetString(), Is.EqualTo("warning"));
            Assert.That(
                root.GetProperty("message").GetString(),
                Is.EqualTo("Study mine: ab12 attempt 3 on s/0")
            );
            Assert.That(root.GetProperty("study").GetString(), Is.EqualTo("mine"));
            Assert.That(root.GetProperty("stage").GetString(), Is.EqualTo("ab12"));
            Assert.That(root.GetProperty("attempt").GetInt32(), Is.EqualTo(3));
            Assert.That(root.GetProperty("slot").GetString(), Is.EqualTo("s/0"));
        });
    }

    [Test]
    public void Positional_parts_are_no_properties_and_reserved_names_stay_what_they_are()
    {
        var root = JsonDocument.Parse(Json.Line(Happened("{0} {Level}", "one", "high"))).RootElement;

        Assert.That(root.TryGetProperty("0", out _), Is.False);
        Assert.That(root.GetProperty("level").GetString(), Is.EqualTo("warning"));
    }

    [TestCase(LogFormat.Text)]
    [TestCase(LogFormat.Json)]
    public void Secrets_are_crossed_out_wherever_they_are(LogFormat format)
    {
        var log = Json with { Format = format };
        var cause = new InvalidOperationException("cannot log in with s3cret\"quoted");

        var line = log.Line(Happened(cause, "Password {Password} refused", "s3cret\"quoted"));

        Assert.That(line, Does.Contain("***").And.Not.Contain("s3cret").And.Contain("cannot log in with"));
    }

    [Test]
    public void A_trace_stays_on_the_line_of_its_JSON_object()
    {
        var line = Json.Line(Happened(new InvalidOperationException("first\nsecond"), "broken"));

        Assert.That(line, Does.Not.Contain('\n'));
        Assert.That(
            JsonDocument.Parse(line).RootElement.GetProperty("error").GetString(),
            Does.Contain("first\nsecond")
        );
    }

    private static Warning Happened(string template, params object[] parts) =>
        Happened(null, template, parts);

    private static Warning Happened(Exception? cause, string template, params object[] parts) =>
        new(cause, "source", typeof(NodeLogTests), new Template(template, parts));

    private sealed class Template(string template, object[] parts)
        : LogMessage(SemanticLogMessageFormatter.Instance, template)
    {
        public override string Unformatted() => Format;

        public override IEnumerable<object> Parameters() => parts;

        public override string ToString() => Formatter.Format(Format, parts);
    }
}
