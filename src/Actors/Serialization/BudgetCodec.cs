using MessagePack;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Serialization;

/// <summary>Budgets. One of trials and time alone keeps the bytes it had before there was more.</summary>
internal static class BudgetCodec
{
    private const int Known = 9;

    public static void Write(ref MessagePackWriter writer, Budget budget)
    {
        var isShort = budget == new Budget(budget.Trials, budget.Time);
        writer.WriteArrayHeader(isShort ? 2 : Known);
        writer.Write(budget.Trials);
        writer.WriteOptional(budget.Time?.Ticks);
        if (isShort)
            return;
        writer.WriteOptional(budget.Finished);
        writer.WriteOptional(budget.DeviceTime?.Ticks);
        WriteShare(ref writer, budget.Hypervolume);
        writer.WriteList(budget.Reference, SpecCodec.Write);
        writer.WriteOptional(budget.Patience);
        WriteShare(ref writer, budget.FailureRate);
        writer.Write(budget.FailureMinimum);
    }

    public static Budget Read(ref MessagePackReader reader)
    {
        var present = reader.Begin(required: 1);
        var budget = new Budget(reader.ReadInt32(), present > 1 ? reader.ReadOptionalTime() : null);
        if (present >= Known)
            budget = budget with
            {
                Finished = checked((int?)reader.ReadOptionalInteger()),
                DeviceTime = reader.ReadOptionalTime(),
                Hypervolume = ReadShare(ref reader),
                Reference = reader.ReadList(SpecCodec.ReadLimit),
                Patience = checked((int?)reader.ReadOptionalInteger()),
                FailureRate = ReadShare(ref reader),
                FailureMinimum = reader.ReadInt32(),
            };
        reader.End(present, present >= Known ? Known : 2);
        return budget;
    }

    private static void WriteShare(ref MessagePackWriter writer, double? share)
    {
        if (share is { } value)
            writer.Write(value);
        else
            writer.WriteNil();
    }

    private static double? ReadShare(ref MessagePackReader reader) =>
        reader.TryReadNil() ? null : reader.ReadDouble();
}
