namespace Slimfront.Engine.Stages;

/// <summary>What all stages that train have in common in words.</summary>
internal static class TrainingWords
{
    /// <summary>The words of a training.</summary>
    /// <param name="words">The stage.</param>
    /// <param name="fresh">How a fresh network is trained: "trained on labels".</param>
    /// <param name="again">How a network is trained further: "fine-tuned".</param>
    /// <param name="learned">How it is trained to bear rounding: "learned".</param>
    /// <returns>Nothing for the training of a ticket that repeats the one before.</returns>
    public static string Of(StageWords words, string fresh, string again, string learned)
    {
        words.Leave("from", "to");
        if (words.Has("model.family"))
            return $"{words.SayModel("model.family")} · {fresh}";
        if (words.Has("fresh"))
            return $"from scratch: {fresh}{Budget(words)}";
        if (words.Has("quantization.bits"))
            return Quantization.QuantizationScheme.Describe(words, "quantization.") + $", {learned}";
        var from = words.Input("start") ?? words.Input("previous");
        if (from is { Operation: "hint" })
            return fresh;
        return from is { Operation: "ticket" } ? "" : again;
    }

    private static string Budget(StageWords words)
    {
        words.Leave("fresh");
        if (!words.Has("budget"))
            return "";
        words.Leave("budget");
        return ", as much computation";
    }
}
