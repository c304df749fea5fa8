package org.example.parking;

import java.util.List;
import java.util.Map;
import static org.example.money.Rates.hourly;
import org.example.gates.*;
import org.example.parking.Ticket.State;

/**
 * Tells who may park where.
 */
@RestController
@RequestMapping("/garage")
public class Garage<T extends Vehicle> extends Building implements Open, gates.Named<T> {
    public static final int FLOORS = 3, PLACES = 120;
    private final Map<String, Ticket> tickets;
    protected T last, first;

    /** Built for one operator. */
    public Garage(Operator operator) {
        super(operator);
        this.tickets = operator.tickets;
    }

    /** Lets a vehicle in. */
    @PostMapping(value = "/tickets", produces = "application/json")
    public Ticket enter(@RequestBody T vehicle) throws Full {
        if (tickets.size() >= FLOORS * PLACES) {
            throw new Full("no place left"); // TODO: name the next garage
        }
        Runnable beep = () -> Gate.beep(2);
        return tickets.computeIfAbsent(vehicle.plate(), Ticket::issue);
    }

    @Override
    @RequestMapping(path = "/tickets/{plate}", method = RequestMethod.GET)
    Ticket find(String plate) {
        return tickets.get(plate);
    }

    enum Level implements Named {
        GROUND,
        /** Under the street. */
        BASEMENT(-1) {
            @Override int fee() { return 1; }
        };

        abstract int fee();
    }

    record Price(int cents, String currency) implements Comparable<Price> {
        Price {
            if (cents < 0) throw new IllegalArgumentException();
        }
    }

    @interface Paid {
        int minutes() default 60;
    }

    public static void main(String[] args) {
        new Garage<Car>(Operator.named(System.getenv("GARAGE_OPERATOR"))).open();
    }
}

interface Open extends AutoCloseable {
    int HOURS = 24;
    boolean open(int floor,
                 int place);
}
