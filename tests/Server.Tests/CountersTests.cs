using System.Reflection;
using ActorServer.Handlers;
using ActorServer.Server.Admission;

namespace ActorServer.Server.Tests;

/// <summary>
/// A server may run for years. What it counts for ever it counts in 64 bits: a counter that becomes negative has ended a
/// service before. Looked for in the compiled code, as an increment by one of a field of 32 bits.
/// </summary>
public sealed class CountersTests
{
    private const byte LoadField = 0x7B;
    private const byte LoadFieldAddress = 0x7C;
    private const byte LoadStaticFieldAddress = 0x7F;
    private const byte StoreField = 0x7D;
    private const byte Call = 0x28;

    // ldc.i4.1, add
    private static readonly byte[] PlusOne = [0x17, 0x58];

    /// <summary>Fields that are counted up and cannot wrap, each with the reason.</summary>
    private static readonly string[] Bounded =
    [
        "ActorServerRoot._ready", // services
        "Farewells._count", // clients at the same time
        "Service._arriving", // clients at the same time
        "Slots._handlers", // handlers at the same time
        "Places`1._end", // places at the same time
        "InboundGate._frames", // frames of one batch
        "KeptLines._length", // bytes that are kept
        "LineBuffer._at", // bytes of one buffer
        "ProtobufWriter._length", // bytes of one message
        "RefusalRate._lines", // lines in one second
        "SignalLifetime._insistence", // at the third signal the process ends
        "RoundRobinSchedule`1._next", // goes round
        "RoundRobinSchedule`1._now", // goes round
        "WorkerEntry._clients", // clients at the same time
        "WorkerOutput._linesAtEnd", // what a pipe held, and five pauses
    ];

    [Fact]
    public void What_is_counted_for_ever_does_not_wrap()
    {
        // The worker's assembly lies beside the server, which knows none of its types.
        Assembly[] ours = [typeof(Service).Assembly, typeof(ActorHandler).Assembly, typeof(EchoHandler).Assembly, Assembly.Load("ActorServer.RemoteWorker")];

        var narrow = ours.SelectMany(assembly => assembly.GetTypes()).SelectMany(CountedUp).Distinct().Order(StringComparer.Ordinal);

        Assert.Equal([], narrow.Except(Bounded));
    }

    private static IEnumerable<string> CountedUp(Type type)
    {
        const BindingFlags All = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;
        return type.GetMethods(All).Cast<MethodBase>().Concat(type.GetConstructors(All))
            .Where(method => method.GetMethodBody() is not null)
            .SelectMany(method => CountedUp(method.Module, method.GetMethodBody()!.GetILAsByteArray()!, type.GetGenericArguments()))
            .Where(field => !field.IsInitOnly && !IsOfAStateMachine(field))
            .Select(field => $"{field.DeclaringType!.Name}.{field.Name}");
    }

    private static IEnumerable<FieldInfo> CountedUp(Module module, byte[] code, Type[] generic)
    {
        for (var at = 0; at + 10 <= code.Length; at++)
        {
            var isIncrement = code[at] switch
            {
                LoadField => StoresOneMore(code, at),
                LoadFieldAddress or LoadStaticFieldAddress => code[at + 5] == Call && IsIncrement(module, Token(code, at + 6), generic),
                _ => false,
            };
            if (isIncrement && FieldOf(module, Token(code, at + 1), generic) is { } field && IsNarrow(field.FieldType))
                yield return field;
        }
    }

    /// <summary>Whether what is loaded here is stored again, greater by one, a few instructions later.</summary>
    private static bool StoresOneMore(byte[] code, int at)
    {
        var rest = code.AsSpan(at + 5, Math.Min(24, code.Length - at - 5));
        var plusOne = rest.IndexOf(PlusOne);
        return plusOne >= 0 && rest[plusOne..].IndexOf([StoreField, .. code.AsSpan(at + 1, 4)]) >= 0;
    }

    private static bool IsNarrow(Type type) => type == typeof(int) || type == typeof(uint) || type == typeof(short) || type == typeof(ushort);

    private static bool IsOfAStateMachine(FieldInfo field) => field.DeclaringType!.Name.StartsWith('<');

    private static bool IsIncrement(Module module, int token, Type[] generic)
    {
        try
        {
            return module.ResolveMethod(token, generic, null) is { Name: nameof(Interlocked.Increment) } method && method.DeclaringType == typeof(Interlocked);
        }
        catch (ArgumentException)
        {
            // Bytes that only look like a call.
            return false;
        }
    }

    private static FieldInfo? FieldOf(Module module, int token, Type[] generic)
    {
        try
        {
            return module.ResolveField(token, generic, null);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static int Token(byte[] code, int at) => BitConverter.ToInt32(code, at);
}
